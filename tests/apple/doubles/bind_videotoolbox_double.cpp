// The test's side of the VideoToolbox double: the decoder that it hands over, and how sessions behave.
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include "bind_doubles.h"
#include "strict.h"
#include "videotoolbox_double.h"

namespace py = pybind11;

namespace zc::doubles {
namespace {

// Kept for good: destroying it at the interpreter's end would come too late.
py::object& factory() {
  static auto* const kept = new py::object(py::none());
  return *kept;
}

std::string bytes_of(const std::vector<std::uint8_t>& bytes) { return {bytes.begin(), bytes.end()}; }

class PythonDecoder final : public TestDecoder {
 public:
  explicit PythonDecoder(py::object decoder) : decoder_(std::move(decoder)) {}
  ~PythonDecoder() override {
    const py::gil_scoped_acquire gil;
    decoder_ = py::object();
  }

  std::optional<std::vector<DecodedPicture>> decode(const std::vector<std::byte>* data,
                                                    std::int64_t time) override {
    const py::gil_scoped_acquire gil;
    try {
      const py::object bytes =
          data ? py::object(py::bytes(reinterpret_cast<const char*>(data->data()), data->size()))
               : py::none();
      std::vector<DecodedPicture> pictures;
      for (const py::handle item : decoder_.attr("decode")(bytes, time)) {
        const auto [at, width, height, luma, chroma] =
            item.cast<std::tuple<std::int64_t, int, int, std::string, std::string>>();
        pictures.push_back({at, width, height, luma, chroma});
      }
      return pictures;
    } catch (py::error_already_set& error) {
      if (error.matches(PyExc_ValueError)) return std::nullopt;
      broken("The test's decoder raised %s", error.what());
    }
  }

 private:
  py::object decoder_;
};

void bind_videotoolbox(py::module_& m) {
  m.def(
      "set_decoder", [](py::object make) { factory() = std::move(make); }, py::arg("make"),
      "Called as make(codec, record, parameter_sets, length_size, deep) for each session; its decode(data, "
      "time)"
      " returns (time, width, height, luma, chroma) of each picture, or raises ValueError; data None: the "
      "rest.");
  m.def(
      "videotoolbox",
      [](std::optional<bool> hardware, bool hardware_there, bool pool_shared, int pool_limit, int disorder) {
        videotoolbox_settings() = {hardware, hardware_there, pool_shared, pool_limit, disorder};
      },
      py::kw_only(), py::arg("hardware") = true, py::arg("hardware_there") = true,
      py::arg("pool_shared") = true, py::arg("pool_limit") = 1 << 20, py::arg("disorder") = 3,
      "How sessions behave that are created from now on.");
  m.def("videotoolbox_counts", &videotoolbox_counts, "Sessions created and samples decoded since reset().");
}
const Binding binding(&bind_videotoolbox);

}  // namespace

std::unique_ptr<TestDecoder> make_test_decoder(const opaqueCMFormatDescription& format, bool deep) {
  const py::gil_scoped_acquire gil;
  if (factory().is_none()) return nullptr;
  const auto type = four_characters(format.codec);
  py::list sets;
  for (const auto& set : format.parameter_sets) sets.append(py::bytes(bytes_of(set)));
  try {
    return std::make_unique<PythonDecoder>(factory()(
        std::string(type.data()), py::bytes(bytes_of(format.record)), sets, format.length_size, deep));
  } catch (py::error_already_set& error) {
    if (error.matches(PyExc_ValueError)) return nullptr;
    broken("The test's decoder factory raised %s", error.what());
  }
}

}  // namespace zc::doubles
