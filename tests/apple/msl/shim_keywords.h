// MSL's keywords, and vector constructors as function-like macros: `float2` alone stays the type.
// Included last, after every C++ header, since it takes common words away.
#pragma once

#define vertex
#define fragment
#define constant const
#define device
#define thread

#define bool2 int2
#define bool3 int3
#define bool4 int4
#define float2(...) ::metal::shim::construct<float2>(__VA_ARGS__)
#define float3(...) ::metal::shim::construct<float3>(__VA_ARGS__)
#define float4(...) ::metal::shim::construct<float4>(__VA_ARGS__)
#define half2(...) ::metal::shim::construct<half2>(__VA_ARGS__)
#define half3(...) ::metal::shim::construct<half3>(__VA_ARGS__)
#define half4(...) ::metal::shim::construct<half4>(__VA_ARGS__)
#define int2(...) ::metal::shim::construct<int2>(__VA_ARGS__)
#define int3(...) ::metal::shim::construct<int3>(__VA_ARGS__)
#define int4(...) ::metal::shim::construct<int4>(__VA_ARGS__)
#define uint2(...) ::metal::shim::construct<uint2>(__VA_ARGS__)
#define uint3(...) ::metal::shim::construct<uint3>(__VA_ARGS__)
#define uint4(...) ::metal::shim::construct<uint4>(__VA_ARGS__)
#define ushort2(...) ::metal::shim::construct<ushort2>(__VA_ARGS__)
#define ushort4(...) ::metal::shim::construct<ushort4>(__VA_ARGS__)
#define uchar4(...) ::metal::shim::construct<uchar4>(__VA_ARGS__)
