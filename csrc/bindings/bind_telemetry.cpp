#include <cstddef>
#include <cstring>

#include "bindings/bound_target.h"

namespace zc::python {
namespace {

// As numpy reads it: the fields of `zerocopy.telemetry.FIELDS` under the same names, enums as numbers.
struct RecordRow {
  std::uint64_t epoch;
  std::uint64_t present_id;
  std::uint8_t lane;
  std::uint8_t status;
  std::uint8_t path;  // 0: no video, then the tier + 1
  char reason[21];
  std::int64_t decoded_ns;
  std::int64_t submitted_ns;
  std::int64_t committed_ns;
  std::int64_t taken_ns;
  std::int64_t composed_ns;
  std::int64_t issued_ns;
  std::int64_t completed_ns;
  std::int64_t presented_ns;
  std::uint32_t draw_items;
  std::uint32_t culled_items;
  std::int64_t damage_px;
  std::uint64_t device_bytes;
  std::uint64_t host_bytes;
  std::uint64_t ui_bytes;
  std::uint64_t ideal_bytes;
  std::uint32_t surfaces_allocated;
  std::uint32_t surfaces_reused;
  std::uint32_t surfaces_evicted;
};

RecordRow row_of(const PacketRecord& record) {
  const PacketEnd& end = record.end;
  const RoundMeasures& round = record.round;
  RecordRow row{};
  row.epoch = end.epoch;
  row.present_id = end.present_id;
  row.lane = static_cast<std::uint8_t>(record.lane);
  row.status = static_cast<std::uint8_t>(end.status);
  row.path = end.path ? static_cast<std::uint8_t>(static_cast<int>(*end.path) + 1) : std::uint8_t{0};
  end.reason.copy(row.reason, sizeof row.reason);
  row.decoded_ns = end.decoded_ns;
  row.submitted_ns = end.submitted_ns;
  row.committed_ns = record.committed_ns;
  row.taken_ns = round.taken_ns;
  row.composed_ns = end.composed_ns;
  row.issued_ns = round.issued_ns;
  row.completed_ns = end.completed_ns;
  row.presented_ns = end.presented_ns;
  row.draw_items = round.compose.draw_items;
  row.culled_items = round.compose.culled_items;
  row.damage_px = round.damage_px;
  row.device_bytes = end.device_bytes;
  row.host_bytes = end.host_bytes;
  row.ui_bytes = round.ui_bytes;
  row.ideal_bytes = round.ideal_bytes;
  row.surfaces_allocated = round.compose.surfaces_allocated;
  row.surfaces_reused = round.compose.surfaces_reused;
  row.surfaces_evicted = round.compose.surfaces_evicted;
  return row;
}

// By hand: pybind11's own way goes through string streams, which bind weak symbols of the C++ library on
// macOS.
py::dtype dtype_of_rows() {
  struct Field {
    const char* name;
    const char* format;
    std::size_t offset;
  };
#define ZC_FIELD(name, format) \
  Field { #name, format, offsetof(RecordRow, name) }
  static constexpr Field fields[] = {
      ZC_FIELD(epoch, "u8"),
      ZC_FIELD(present_id, "u8"),
      ZC_FIELD(lane, "u1"),
      ZC_FIELD(status, "u1"),
      ZC_FIELD(path, "u1"),
      ZC_FIELD(reason, "S21"),
      ZC_FIELD(decoded_ns, "i8"),
      ZC_FIELD(submitted_ns, "i8"),
      ZC_FIELD(committed_ns, "i8"),
      ZC_FIELD(taken_ns, "i8"),
      ZC_FIELD(composed_ns, "i8"),
      ZC_FIELD(issued_ns, "i8"),
      ZC_FIELD(completed_ns, "i8"),
      ZC_FIELD(presented_ns, "i8"),
      ZC_FIELD(draw_items, "u4"),
      ZC_FIELD(culled_items, "u4"),
      ZC_FIELD(damage_px, "i8"),
      ZC_FIELD(device_bytes, "u8"),
      ZC_FIELD(host_bytes, "u8"),
      ZC_FIELD(ui_bytes, "u8"),
      ZC_FIELD(ideal_bytes, "u8"),
      ZC_FIELD(surfaces_allocated, "u4"),
      ZC_FIELD(surfaces_reused, "u4"),
      ZC_FIELD(surfaces_evicted, "u4"),
  };
#undef ZC_FIELD
  py::list names;
  py::list formats;
  py::list offsets;
  for (const Field& field : fields) {
    names.append(field.name);
    formats.append(field.format);
    offsets.append(field.offset);
  }
  return py::dtype(names, formats, offsets, sizeof(RecordRow));
}

py::array telemetry(BoundTarget& target, std::size_t most) {
  enter();
  std::vector<PacketRecord> records(std::min(most, TelemetryRing::capacity));
  const std::size_t count = target.compositor()->copy_telemetry(records);
  py::array out(dtype_of_rows(), static_cast<py::ssize_t>(count));
  auto* row = static_cast<RecordRow*>(out.mutable_data());
  for (std::size_t i = 0; i < count; ++i) *row++ = row_of(records[i]);
  return out;
}

}  // namespace

void bind_telemetry(py::module_& m) {
  const py::object target = m.attr("Target");
  target.attr("telemetry") =
      py::cpp_function(&telemetry, py::name("telemetry"), py::is_method(target), py::arg("most"));
  target.attr("lane_names") =
      py::cpp_function([](BoundTarget& t) { return t.compositor()->edits().lane_names(); },
                       py::name("lane_names"), py::is_method(target));
}

}  // namespace zc::python
