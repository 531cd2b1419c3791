// The system's video decoder. Demuxing, and what the container says, are Python's.
#include "bindings/python_support.h"
#include "core/pixel_format.h"
#include "core/process.h"
#include "session/hardware_decoder.h"

namespace zc::python {
namespace {

// Ends without the GIL: the decoder waits for its callbacks.
class BoundDecoder {
 public:
  explicit BoundDecoder(std::unique_ptr<VtDecoder> decoder) : decoder_(std::move(decoder)) {}
  BoundDecoder(const BoundDecoder&) = delete;
  BoundDecoder& operator=(const BoundDecoder&) = delete;
  ~BoundDecoder() {
    if (in_forked_child())
      (void)decoder_.release();  // its threads stayed in the parent
    else
      close();
  }

  void close() {
    without_gil([this] {
      decoder_.reset();
      return true;
    });
  }
  template <class Work>
  auto run(Work&& work) {
    enter();
    if (!decoder_) raise({ErrorCode::closed, "The decoder is closed; open the file again."});
    return without_gil([&] { return work(*decoder_); });
  }

 private:
  std::unique_ptr<VtDecoder> decoder_;
};

struct BoundPicture {
  VtPicture picture;
};

std::vector<std::byte> to_bytes(const std::string& text) {
  const auto* const data = reinterpret_cast<const std::byte*>(text.data());
  return {data, data + text.size()};
}

std::unique_ptr<BoundDecoder> open_decoder(const std::string& codec, std::pair<int, int> size,
                                           const py::bytes& configuration, int bit_depth, bool full_range,
                                           int reorder_depth, bool require_hardware) {
  enter();
  const auto known = vt_codec_from_name(codec);
  if (!known)
    raise({ErrorCode::unsupported, "VideoToolbox does not decode " + codec + "; decode it in software."});
  VtStream stream;
  stream.codec = *known;
  stream.size = {size.first, size.second};
  stream.configuration = to_bytes(configuration);
  stream.bit_depth = bit_depth;
  stream.full_range = full_range;
  stream.reorder_depth = reorder_depth;
  stream.require_hardware = require_hardware;
  return std::make_unique<BoundDecoder>(
      value_or_raise(without_gil([&] { return VtDecoder::create(stream); })));
}

void submit(BoundDecoder& decoder, const py::object& owner, std::uintptr_t address, std::size_t bytes,
            std::int64_t time, std::int64_t duration, bool keyframe) {
  VtSample sample;
  sample.bytes = {reinterpret_cast<const std::byte*>(address), bytes};
  sample.owner = std::shared_ptr<PictureOwner>(own(owner));
  sample.time = time;
  sample.duration = duration;
  sample.keyframe = keyframe;
  decoder.run([&](VtDecoder& d) {
    d.submit(std::move(sample));
    return true;
  });
}

std::unique_ptr<BoundPicture> take(BoundDecoder& decoder) {
  auto picture = value_or_raise(decoder.run([](VtDecoder& d) { return d.take(); }));
  return picture ? std::make_unique<BoundPicture>(*std::move(picture)) : nullptr;
}

const char* failure_name(VtFailure failure) {
  return failure == VtFailure::unsupported_format ? "unsupported_format" : "decoder_malfunction";
}

py::dict report(BoundDecoder& decoder) {
  const VtReport r = decoder.run([](VtDecoder& d) { return d.report(); });
  py::dict out;
  out["hardware"] =
      r.hardware == VtHardware::unknown ? py::object(py::none()) : py::bool_(r.hardware == VtHardware::yes);
  out["samples"] = r.samples;
  out["pictures"] = r.pictures;
  out["damaged"] = r.damaged;
  out["malfunctions"] = r.malfunctions;
  out["sessions"] = r.sessions;
  out["format_changes"] = r.format_changes;
  out["skipped"] = r.skipped;
  out["late"] = r.late;
  out["device_copies"] = r.device_copies;
  out["failure"] = r.failure == VtFailure::none ? py::object(py::none()) : py::str(failure_name(r.failure));
  out["detail"] = r.detail;
  return out;
}

}  // namespace

void bind_decoder(py::module_& m) {
  py::class_<BoundPicture>(m, "Picture")
      .def_property_readonly("size",
                             [](const BoundPicture& p) {
                               const SizePx size = p.picture.frame.desc.size;
                               return std::pair(size.width, size.height);
                             })
      .def_property_readonly("format",
                             [](const BoundPicture& p) { return info(p.picture.frame.desc.format).name; })
      .def_property_readonly("pts", [](const BoundPicture& p) { return p.picture.time; })
      .def_property_readonly("duration", [](const BoundPicture& p) { return p.picture.duration; })
      .def_property_readonly("session", [](const BoundPicture& p) { return p.picture.session; })
      .def(
          "frame",
          [](const BoundPicture& p, std::int64_t pts_ns, std::int64_t duration_ns, std::uint64_t generation,
             std::pair<int, int> sar, int rotation, bool mirrored, const ColorNames& color) {
            enter();
            return make_frame(p.picture.frame, {pts_ns,
                                                duration_ns,
                                                generation,
                                                {sar.first, sar.second},
                                                rotation,
                                                mirrored,
                                                to_color_spec(color)});
          },
          py::arg("pts_ns"), py::arg("duration_ns"), py::arg("generation"), py::arg("sample_aspect_ratio"),
          py::arg("rotation"), py::arg("mirrored"), py::arg("color"));
  const auto nothing = [](auto method) {
    return [method](BoundDecoder& decoder) {
      decoder.run([&](VtDecoder& d) {
        (d.*method)();
        return true;
      });
    };
  };
  py::class_<BoundDecoder>(m, "VideoDecoder")
      .def(py::init(&open_decoder), py::arg("codec"), py::arg("size"), py::arg("configuration"),
           py::arg("bit_depth"), py::arg("full_range"), py::arg("reorder_depth"), py::arg("require_hardware"))
      .def("has_room", [](BoundDecoder& b) { return b.run([](const VtDecoder& d) { return d.has_room(); }); })
      .def("submit", &submit, py::arg("owner"), py::arg("address"), py::arg("bytes"), py::arg("time"),
           py::arg("duration"), py::arg("keyframe"))
      .def("take", &take)
      .def("wait", nothing(&VtDecoder::wait))
      .def("drain", nothing(&VtDecoder::drain))
      .def("flush", nothing(&VtDecoder::flush))
      .def("reconfigure",
           [](BoundDecoder& b, const py::bytes& configuration) {
             const auto record = to_bytes(configuration);
             b.run([&](VtDecoder& d) {
               d.reconfigure(record);
               return true;
             });
           })
      .def("report", &report)
      .def("close", [](BoundDecoder& b) {
        if (!in_forked_child()) b.close();
      });
}

}  // namespace zc::python
