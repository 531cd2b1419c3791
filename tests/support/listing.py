"""The public listing, as Python that is parsed and never run. Both sides change together."""

LISTING = """
class Rect(NamedTuple):
    x: float; y: float; width: float; height: float
class Mode(StrEnum):
    AUTO = "auto"; ZERO_COPY = "zero_copy"; INTEROP = "interop"; SOFTWARE = "software"
class InteropStatus(StrEnum):
    SOFTWARE = "software"; INTEROP_HANDLE = "interop_handle"; TRUE_ZERO_COPY = "true_zero_copy"
class FallbackReason(StrEnum):
    UNSUPPORTED_FORMAT = "unsupported_format"; INVALID_SIZE = "invalid_size"
    MISSING_REFERENCE = "missing_reference"; NOT_DEVICE_RESIDENT = "not_device_resident"
    IMPORT_FAILED = "import_failed"; DEVICE_LOST = "device_lost"
    LIFECYCLE_MISMATCH = "lifecycle_mismatch"; DECODER_MALFUNCTION = "decoder_malfunction"
    DISABLED = "disabled"; NOT_PROFITABLE = "not_profitable"
@dataclass(frozen=True)
class Fallback:
    reason: FallbackReason | None; detail: str; retry_after_frames: int | None
@dataclass(frozen=True)
class Transition:
    frame: int; before: InteropStatus; after: InteropStatus; reason: FallbackReason | None
@dataclass(frozen=True)
class Counters:
    frames_submitted: int; frames_presented: int; frames_dropped: int; imports: int
    import_failures: int; bridges: int; uploads: int; host_bytes_copied: int; device_bytes: int
    streak: int; longest_streak: int; fallback_switches: int
    fallback_reasons: Mapping[FallbackReason, int]
@dataclass(frozen=True)
class ColorSpec:
    matrix: str = "unspecified"; range: str = "unspecified"; primaries: str = "unspecified"
    transfer: str = "unspecified"; siting: str = "unspecified"
@dataclass(frozen=True)
class DeviceInfo:
    name: str; description: str; gpu: bool; available: bool; true_zero_copy: bool; reason: str
    max_size_px: int
@dataclass(frozen=True)
class VideoInfo:
    width: int; height: int; fps: Fraction; duration_s: float; frame_count: int | None; codec: str
    decoder: str; hardware: bool | None; color: ColorSpec
@dataclass(frozen=True)
class PresentOutcome:
    status: Literal["presented", "dropped", "unchanged"]; reason: str | None; epoch: int
    path: InteropStatus | None; host_bytes: int; device_bytes: int; decoded_ns: int
    submitted_ns: int; composed_ns: int; completed_ns: int; presented_ns: int
    present_id: int; lane: str
    def wait(self, stage: Literal["presented", "completed"] = "presented",
             timeout: float | None = None) -> PresentOutcome: ...
@dataclass(frozen=True)
class SurfaceStats:
    live: int; bytes: int; high_water_bytes: int; allocated: int; reused: int; evicted: int
@dataclass(frozen=True)
class PacketCounts:
    committed: int; presented: int; unchanged: int; dropped: int; gated: int
    drop_reasons: Mapping[str, int]
class PendingOutcome:
    epoch: int; done: bool
    def wait(self, stage: Literal["presented", "completed"] = "presented",
             timeout: float | None = None) -> PresentOutcome: ...
class Packet:
    lane: str; required_tree_epoch: int; epoch: int | None; outcome: PendingOutcome
@dataclass(frozen=True)
class CubicBezier:
    x1: float; y1: float; x2: float; y2: float
@dataclass(frozen=True)
class Steps:
    count: int; position: Literal["jump-start", "jump-end", "jump-none", "jump-both"] = "jump-end"
@dataclass(frozen=True)
class Spring:
    stiffness: float = 170.0; damping: float = 26.0; mass: float = 1.0
class GpuFrame:
    closed: bool
    width: int; height: int; visible_rect: Rect; sample_aspect_ratio: Fraction; rotation: int
    mirrored: bool; format: PixelFormat; color: ColorSpec; pts_ns: int; duration_ns: int
    @classmethod
    def from_av(cls, frame: Any, *, color: ColorSpec | None = None) -> GpuFrame: ...
    @classmethod
    def from_planes(cls, planes: Sequence[Any], format: PixelFormat, *,
                    color: ColorSpec = ColorSpec(), pts_ns: int = 0,
                    duration_ns: int = 0) -> GpuFrame: ...
    @classmethod
    def from_cvpixelbuffer(cls, buffer: Any, *, color: ColorSpec = ColorSpec(), pts_ns: int = 0,
                           duration_ns: int = 0) -> GpuFrame: ...
    @classmethod
    def from_iosurface(cls, surface: Any, *, color: ColorSpec = ColorSpec(), pts_ns: int = 0,
                       duration_ns: int = 0) -> GpuFrame: ...
    cvpixelbuffer: NativeHandle; iosurface: NativeHandle
    def mtl_texture(self, plane: int) -> NativeHandle: ...
    def to_rgb(self) -> U8: ...
    def close(self) -> None: ...
class NativeHandle:
    closed: bool
    pointer: int; object: Any
    def close(self) -> None: ...
class VideoSource:
    closed: bool
    info: VideoInfo; decode_errors: int; fallback: Fallback
    def __next__(self) -> GpuFrame: ...
    def seek(self, seconds: float) -> None: ...
    def frame_at(self, seconds: float) -> GpuFrame | None: ...
    def close(self) -> None: ...
@dataclass(frozen=True)
class Shadow:
    dx_px: float = 0.0; dy_px: float = 0.0; sigma_px: float = 0.0; color: Color = "#000"
    spread_px: float = 0.0
class Layer:
    rect: Rect; z: int; opacity: float
    transform: tuple[float, float, float, float, float, float]
    clip: Rect | None; corner_radius_px: float; enabled: bool
    clip_radius_px: float; blend: Literal["normal", "add", "multiply", "screen"]
    blur_sigma_px: float; backdrop_blur_sigma_px: float; shadow: Shadow | None
    def remove(self) -> None: ...
    def animate(self, property: Literal["rect", "opacity", "transform", "clip", "clip_radius_px",
                                        "corner_radius_px", "color", "blur_sigma_px",
                                        "backdrop_blur_sigma_px"],
                to: Any, duration: float | None = None, easing: Easing = "ease",
                repeat: int | None = 1, *, alternate: bool = False,
                on_done: Callable[[bool], object] | None = None) -> None: ...
class VideoLayer(Layer):
    fit: Literal["contain", "cover", "fill", "none"]; status: InteropStatus; fallback: Fallback
    transitions: tuple[Transition, ...]; counters: Counters
    def submit(self, frame: GpuFrame) -> bool: ...
class ImageLayer(Layer):
    image: U8
class RectLayer(Layer):
    color: Color
class TextLayer(Layer):
    text: str; size_px: float; color: Color
class Shape:
    def move_to(self, x: float, y: float) -> Self: ...
    def line_to(self, x: float, y: float) -> Self: ...
    def quad_to(self, control: Point, end: Point) -> Self: ...
    def cubic_to(self, control1: Point, control2: Point, end: Point) -> Self: ...
    def arc(self, center: Point, radius: float | Point, start: float, sweep: float, *,
            rotation: float = 0.0) -> Self: ...
    def close(self) -> Self: ...
    def polyline(self, points: Sequence[Point]) -> Self: ...
    def polygon(self, points: Sequence[Point]) -> Self: ...
    def rect(self, rect: RectLike) -> Self: ...
    def rounded_rect(self, rect: RectLike, radius_px: float) -> Self: ...
    def ellipse(self, rect: RectLike) -> Self: ...
@dataclass(frozen=True)
class LinearGradient:
    start: Point; end: Point; stops: Sequence[tuple[float, Color]]
    spread: Literal["pad", "repeat", "reflect"] = "pad"
@dataclass(frozen=True)
class RadialGradient:
    center: Point; radius: float; stops: Sequence[tuple[float, Color]]
    focus: Point | None = None; spread: Literal["pad", "repeat", "reflect"] = "pad"
@dataclass(frozen=True)
class Stroke:
    paint: Paint; width: float = 1.0; join: Literal["miter", "round", "bevel"] = "miter"
    cap: Literal["butt", "round", "square"] = "butt"; miter_limit: float = 10.0
    dashes: Sequence[float] = (); dash_offset: float = 0.0
@dataclass(frozen=True)
class TextStyle:
    family: str | None = None; font: Path | None = None; size_px: float = 24.0; weight: int = 400
    italic: bool = False; align: Literal["start", "left", "center", "right", "end"] = "start"
    line_height: float = 1.0; direction: Literal["auto", "ltr", "rtl"] = "auto"
class Drawing:
    opacity: float
    def save(self) -> None: ...
    def restore(self) -> None: ...
    def saved(self) -> AbstractContextManager[None]: ...
    def transform(self, matrix: tuple[float, float, float, float, float, float]) -> None: ...
    def translate(self, x: float, y: float) -> None: ...
    def scale(self, x: float, y: float | None = None) -> None: ...
    def rotate(self, degrees: float) -> None: ...
    def clip(self, shape: Shape, *, rule: Literal["nonzero", "evenodd"] = "nonzero") -> None: ...
    def clip_rect(self, rect: RectLike, *, corner_radius_px: float = 0.0) -> None: ...
    def shape(self, shape: Shape, *, fill: Paint | None = None, stroke: Stroke | None = None,
              rule: Literal["nonzero", "evenodd"] = "nonzero") -> None: ...
    def rect(self, rect: RectLike, *, corner_radius_px: float = 0.0, fill: Paint | None = None,
             stroke: Stroke | None = None) -> None: ...
    def ellipse(self, rect: RectLike, *, fill: Paint | None = None,
                stroke: Stroke | None = None) -> None: ...
    def line(self, start: Point, end: Point, stroke: Stroke) -> None: ...
    def polyline(self, points: Sequence[Point], *, closed: bool = False, fill: Paint | None = None,
                 stroke: Stroke | None = None) -> None: ...
    def image(self, image: U8 | Path, rect: RectLike | None = None, *,
              premultiplied: bool = False) -> None: ...
    def text(self, text: str, x: float, y: float, paint: Paint, *, style: TextStyle | None = None,
             width: float | None = None, max_lines: int | None = None) -> Rect: ...
class CanvasLayer(Layer):
    def draw(self) -> AbstractContextManager[Drawing]: ...
class Scene:
    layers: tuple[Layer, ...]
    def add_video(self, *, rect: RectLike | None = None, fit: str = "contain", z: int = 0,
                  opacity: float = 1.0) -> VideoLayer: ...
    def add_image(self, image: U8 | Path, *, rect: RectLike | None = None,
                  premultiplied: bool = False, z: int = 0, opacity: float = 1.0) -> ImageLayer: ...
    def add_rect(self, rect: RectLike, color: Color, *, corner_radius_px: float = 0, z: int = 0,
                 opacity: float = 1.0) -> RectLayer: ...
    def add_text(self, text: str, *, rect: RectLike | None = None, size_px: float = 24,
                 color: Color = "#fff", font: Path | None = None, z: int = 0,
                 opacity: float = 1.0) -> TextLayer: ...
    def add_canvas(self, rect: RectLike | None = None, *, z: int = 0,
                   opacity: float = 1.0) -> CanvasLayer: ...
    def add_group(self, *, rect: RectLike | None = None, z: int = 0,
                  opacity: float = 1.0) -> GroupLayer: ...
    def add_stack(self, direction: str = "row", *, rect: RectLike | None = None, spacing: float = 0,
                  padding: float = 0, justify: str = "start", align: str = "start", z: int = 0,
                  opacity: float = 1.0) -> StackLayer: ...
class GroupLayer(Layer):
    layers: tuple[Layer, ...]
    def add_video(self, *, rect: RectLike | None = None, fit: str = "contain", z: int = 0,
                  opacity: float = 1.0) -> VideoLayer: ...
    def add_image(self, image: U8 | Path, *, rect: RectLike | None = None,
                  premultiplied: bool = False, z: int = 0, opacity: float = 1.0) -> ImageLayer: ...
    def add_rect(self, rect: RectLike, color: Color, *, corner_radius_px: float = 0, z: int = 0,
                 opacity: float = 1.0) -> RectLayer: ...
    def add_text(self, text: str, *, rect: RectLike | None = None, size_px: float = 24,
                 color: Color = "#fff", font: Path | None = None, z: int = 0,
                 opacity: float = 1.0) -> TextLayer: ...
    def add_group(self, *, rect: RectLike | None = None, z: int = 0,
                  opacity: float = 1.0) -> GroupLayer: ...
    def add_stack(self, direction: str = "row", *, rect: RectLike | None = None, spacing: float = 0,
                  padding: float = 0, justify: str = "start", align: str = "start", z: int = 0,
                  opacity: float = 1.0) -> StackLayer: ...
    def add_canvas(self, rect: RectLike | None = None, *, z: int = 0,
                   opacity: float = 1.0) -> CanvasLayer: ...
class StackLayer(GroupLayer):
    direction: Literal["row", "column"]; spacing: float; padding: float
    justify: Literal["start", "center", "end", "space-between"]
    align: Literal["start", "center", "end", "stretch"]
    def grow(self, layer: Layer, factor: float = 1.0) -> None: ...
class Target:
    closed: bool
    width: int; height: int; scale: float; background: Color; scene: Scene
    packets: PacketCounts; surfaces: SurfaceStats; hud: bool
    def present(self, *, wait: bool = True,
                time_ns: int | None = None) -> PresentOutcome | PendingOutcome: ...
    def packet(self, lane: str = "main", *, required_tree_epoch: int = 0) -> Packet: ...
    def resize(self, width: int, height: int) -> None: ...
    def read_pixels(self, out: U8 | None = None) -> U8: ...
    def snapshot(self, path: Path) -> None: ...
    def telemetry(self) -> Records: ...
    def save_trace(self, path: Path) -> None: ...
    def close(self) -> None: ...
class Offscreen(Target): ...
class Window(Target):
    title: str; fullscreen: bool; not_shown: int
    def keys(self) -> tuple[str, ...]: ...
    def present(self, *, wait: bool = True,
                time_ns: int | None = None) -> PresentOutcome | PendingOutcome: ...
    def resize(self, width: int, height: int) -> None: ...
class Session:
    closed: bool
    device: DeviceInfo; mode: Mode; status: InteropStatus; fallback: Fallback; counters: Counters
    def __init__(self, *, device: str = "auto", mode: Mode | str = "auto", streak: int = 12,
                 max_in_flight: int = 3, surface_budget_bytes: int | None = None) -> None: ...
    def open(self, path: Path, *, hardware: str = "prefer", threads: int = 0,
             queue: int = 4) -> VideoSource: ...
    def open_offscreen(self, width: int, height: int, *,
                       background: Color = "#000") -> Offscreen: ...
    def open_window(self, width: int, height: int, *, title: str = "zerocopy",
                    background: Color = "#000") -> Window: ...
    def attach(self, view: Any, *, background: Color = "#000") -> Window: ...
    def close(self) -> None: ...
def run(tick: Callable[[], object] | None = None) -> None: ...
def probe() -> tuple[DeviceInfo, ...]: ...
def play(path: Path, *, device: str = "auto", mode: Mode | str = "auto",
         offscreen: tuple[int, int] | None = None, frames: int | None = None,
         snapshot: Path | None = None) -> PlayReport: ...
"""

# Each error, the built-in it is, and its code.
ERRORS = {
    "ZeroCopyError": (Exception, None),
    "MediaOpenError": (OSError, "media_open"),
    "MediaNotFoundError": (FileNotFoundError, "media_not_found"),
    "InvalidArgumentError": (ValueError, "invalid_argument"),
    "ClosedError": (RuntimeError, "closed"),
    "UnsupportedError": (RuntimeError, "unsupported"),
    "DeviceError": (RuntimeError, None),
    "FramePoolExhausted": (RuntimeError, None),
    "ForkedProcessError": (RuntimeError, "forked_process"),
}
ALIASES = ("Color", "Easing", "Paint", "Path", "PixelFormat", "RectLike", "Records", "U8")
