// H.273's code points of CoreVideo's colour strings.
#include <CoreVideo/CVImageBuffer.h>

#include <span>

#include "strict.h"

namespace {

constexpr int unspecified = 2;

struct CodePoint {
  const char* name;
  int code;
};

// Of several strings or codes for one meaning, the first is given.
constexpr CodePoint matrices[] = {
    {"ITU_R_709_2", 1}, {"ITU_R_601_4", 6}, {"ITU_R_601_4", 5}, {"SMPTE_240M_1995", 7}, {"ITU_R_2020", 9}};
constexpr CodePoint primaries[] = {{"ITU_R_709_2", 1}, {"EBU_3213", 5}, {"SMPTE_C", 6},
                                   {"ITU_R_2020", 9},  {"DCI_P3", 11},  {"P3_D65", 12}};
constexpr CodePoint transfers[] = {{"ITU_R_709_2", 1},     {"SMPTE_240M_1995", 7}, {"Linear", 8},
                                   {"IEC_sRGB", 13},       {"ITU_R_2020", 14},     {"SMPTE_ST_2084_PQ", 16},
                                   {"SMPTE_ST_428_1", 17}, {"ITU_R_2100_HLG", 18}, {"ITU_R_709_2", 6}};

int code_of(std::span<const CodePoint> table, CFStringRef string) {
  if (!string) return unspecified;
  char name[64];
  if (!CFStringGetCString(string, name, sizeof(name), kCFStringEncodingUTF8)) return unspecified;
  for (const CodePoint& point : table)
    if (__builtin_strcmp(point.name, name) == 0) return point.code;
  return unspecified;
}

// Constants of the framework: nobody releases them.
CFStringRef string_of(std::span<const CodePoint> table, int code) {
  for (const CodePoint& point : table)
    if (point.code == code) return __CFStringMakeConstantString(point.name);
  return nullptr;
}

}  // namespace

int CVYCbCrMatrixGetIntegerCodePointForString(CFStringRef yCbCrMatrixString) {
  return code_of(matrices, yCbCrMatrixString);
}
int CVColorPrimariesGetIntegerCodePointForString(CFStringRef colorPrimariesString) {
  return code_of(primaries, colorPrimariesString);
}
int CVTransferFunctionGetIntegerCodePointForString(CFStringRef transferFunctionString) {
  return code_of(transfers, transferFunctionString);
}
CFStringRef CVYCbCrMatrixGetStringForIntegerCodePoint(int yCbCrMatrixCodePoint) {
  return string_of(matrices, yCbCrMatrixCodePoint);
}
CFStringRef CVColorPrimariesGetStringForIntegerCodePoint(int colorPrimariesCodePoint) {
  return string_of(primaries, colorPrimariesCodePoint);
}
CFStringRef CVTransferFunctionGetStringForIntegerCodePoint(int transferFunctionCodePoint) {
  return string_of(transfers, transferFunctionCodePoint);
}
