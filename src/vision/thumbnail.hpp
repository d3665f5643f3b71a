// Small JPEGs of pictures. Decodes what came from outside: call it in a child process only (vision/child.hpp).
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace yiguan::vision {

/// A JPEG of `file` (PNG, JPEG, GIF: its first frame, WebP) whose longer side has at most `side` pixels; standing
/// upright as EXIF says, transparency on white, no metadata. A smaller picture keeps its size. Nothing when it cannot
/// be decoded. Memory: 4 bytes a pixel, JPEGs are read reduced.
std::optional<std::string> scaled_jpeg(std::string_view file, unsigned side);

/// `yiguan read-picture scale <side>`: picture on standard input, JPEG on standard output. Exit status: 0, 1 when it
/// cannot be decoded, 2 for wrong arguments.
int scale_command(int in, int out, unsigned side);

/// Reads to the end; nothing beyond `bytes_max`.
std::optional<std::string> read_all(int fd, std::size_t bytes_max);
bool write_all(int fd, std::string_view bytes);

}  // namespace yiguan::vision
