// The kernels, written once on simd.h. Each kernels_<set>.cpp includes this in a translation unit of
// its own flags.
#pragma once

#include "device/cpu/kernels.h"
#include "device/cpu/kernels_blend.h"
#include "device/cpu/kernels_filter.h"
#include "device/cpu/kernels_finish.h"
#include "device/cpu/kernels_modes.h"
#include "device/cpu/kernels_sample.h"
#include "device/cpu/kernels_surface.h"

namespace zc::cpu::ZC_SIMD_NAMESPACE {
namespace {

constexpr Kernels table{
    set_name,
    {filter<Sample8>, filter<SampleLow10>, filter<SampleHigh10>},
    {filter_pairs<Sample8>, filter_pairs<SampleLow10>, filter_pairs<SampleHigh10>},
    {blend_rows<Sample8>, blend_rows<SampleLow10>, blend_rows<SampleHigh10>},
    {blend_row_pairs<Sample8>, blend_row_pairs<SampleLow10>, blend_row_pairs<SampleHigh10>},
    {{sample<Sample8, 1>, sample<Sample8, 2>},
     {sample<SampleLow10, 1>, sample<SampleLow10, 2>},
     {sample<SampleHigh10, 1>, sample<SampleHigh10, 2>}},
    sample_texels,
    finish_scaled,
    finish_native,
    finish_mask,
    fill,
    blend_solid,
    blend_image,
    blend_image_alpha,
    blend_mask,
    widen_texels,
    widen_mask,
    scale_source,
    blend_by<Add>,
    blend_by<Multiply>,
    blend_by<Screen>,
    widen_row,
    narrow_row,
    tint_row,
    halve_rows_8,
    halve_rows_16,
    halve_row,
    convolve,
    mix_rows,
    enlarge_row_8,
    enlarge_row_16,
    stream_fence,
};

}  // namespace
}  // namespace zc::cpu::ZC_SIMD_NAMESPACE
