#include "sheet/pack.hpp"

#include <fmt/format.h>
#include <zip.h>

#include <set>
#include <stdexcept>

namespace yiguan::sheet {
namespace {

// A name from outside never leaves the folder that the archive is unpacked to, on any system.
std::string safe_name(std::string name) {
    for (char& c : name)
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F ||
            std::string_view("/\\:*?\"<>|").find(c) != std::string_view::npos)
            c = '_';
    for (std::size_t i = 0; i < name.size() && (name[i] == '.' || name[i] == ' '); ++i) name[i] = '_';
    return name.empty() ? "_" : name;
}

std::string unused_name(std::set<std::string>& used, const std::string& name) {
    if (used.insert(name).second) return name;
    const auto dot = name.rfind('.');
    const std::string front = name.substr(0, dot), back = dot == std::string::npos ? "" : name.substr(dot);
    for (int n = 2;; ++n)
        if (auto next = fmt::format("{}-{}{}", front, n, back); used.insert(next).second) return next;
}

}  // namespace

std::string pack_zip(std::span<const PackedFile> files) {
    zip_error_t problem;
    zip_error_init(&problem);
    zip_source_t* target = zip_source_buffer_create(nullptr, 0, 0, &problem);
    zip_t* archive = target ? zip_open_from_source(target, ZIP_CREATE | ZIP_TRUNCATE, &problem) : nullptr;
    zip_error_fini(&problem);
    if (!archive) {
        if (target) zip_source_free(target);
        throw std::runtime_error("libzip: no archive");
    }
    zip_source_keep(target);  // its bytes are read once the archive is closed
    bool good = true;
    std::set<std::string> used;
    for (const PackedFile& file : files) {
        zip_source_t* bytes = zip_source_buffer(archive, file.bytes.data(), file.bytes.size(), 0);
        const auto name = unused_name(used, safe_name(file.name));
        if (!bytes || zip_file_add(archive, name.c_str(), bytes, ZIP_FL_ENC_UTF_8) < 0) {
            if (bytes) zip_source_free(bytes);
            good = false;
            break;
        }
    }
    if (!good || zip_close(archive) != 0) {
        zip_discard(archive);
        zip_source_free(target);
        throw std::runtime_error("libzip: the archive cannot be written");
    }
    std::string out;
    zip_stat_t stat;
    zip_stat_init(&stat);
    if (zip_source_stat(target, &stat) == 0 && (stat.valid & ZIP_STAT_SIZE) != 0 && zip_source_open(target) == 0) {
        out.resize(stat.size);
        const auto read = zip_source_read(target, out.data(), out.size());
        good = read >= 0 && static_cast<std::size_t>(read) == out.size();
        zip_source_close(target);
    } else {
        good = false;
    }
    zip_source_free(target);
    if (!good) throw std::runtime_error("libzip: the archive cannot be read back");
    return out;
}

}  // namespace yiguan::sheet
