// What other doubles use of the Metal double: drawables' textures, and when the device has done with one.
#pragma once

#import <Metal/Metal.h>

#include <functional>
#include <vector>

namespace zc::doubles {

// A render target for a drawable, in undefined content; the caller's reference.
id<MTLTexture> make_drawable_texture(id<MTLDevice> device, MTLPixelFormat format, NSUInteger width,
                                     NSUInteger height, bool framebuffer_only);

// Command buffers encoded or committed, and not completed, that read or write the texture.
int command_buffers_using(id<MTLTexture> texture);

// Calls `then` once, on the thread that completes command buffers, when no command buffer uses the texture
// any more; at once when none does.
void when_unused(id<MTLTexture> texture, std::function<void()> then);

// The texture's pixels as the device last wrote them, RGBA, rows without gaps: what a display would show.
std::vector<unsigned char> shown_pixels(id<MTLTexture> texture);

// When the device completes what was committed. Held: only as step() says. Else each command buffer when
// `delay` more have been committed, or nothing has happened for a while.
void hold_completions();
void resume_completions();
// Completes up to `count` held command buffers, oldest first; returns how many. Waits until their handlers
// ran.
int step_completions(int count);
void set_completion_delay(int command_buffers);

// Whether the calling thread has committed commands and not waited until they were scheduled.
bool committed_unscheduled_here();

}  // namespace zc::doubles
