#include "sheet/zip.hpp"

#include <zip.h>

#include <utility>

namespace yiguan::sheet {
namespace {

constexpr zip_int64_t parts_max = 20'000;

Error damaged() {
    return {Code::sheet_damaged, "", "表格文件已损坏或没有传完整，请用表格软件打开后另存一份再上传"};
}

}  // namespace

Result<Zip> Zip::open(std::string_view bytes, std::size_t unpacked_bytes) {
    zip_error_t problem;
    zip_error_init(&problem);
    zip_source_t* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &problem);
    zip_t* archive = source ? zip_open_from_source(source, ZIP_RDONLY, &problem) : nullptr;
    if (!archive && source) zip_source_free(source);
    zip_error_fini(&problem);
    if (!archive) return damaged();
    Zip zip(archive, unpacked_bytes);
    if (zip_get_num_entries(archive, 0) > parts_max)
        return Error{Code::sheet_limit, "", "表格文件里的部件过多，请另存一份只含数据的表格"};
    return zip;
}

Zip::~Zip() {
    if (archive_) zip_discard(archive_);
}

Zip::Zip(Zip&& other) noexcept : archive_(std::exchange(other.archive_, nullptr)), budget_(std::move(other.budget_)) {}

std::int64_t Zip::find(std::string_view name) const {
    while (name.starts_with('/')) name.remove_prefix(1);
    return zip_name_locate(archive_, std::string(name).c_str(), ZIP_FL_NOCASE);
}

Result<ZipPart> Zip::part(std::string_view name) {
    const std::int64_t at = find(name);
    if (at < 0) return Error{Code::not_found, "", "表格文件中缺少部件"};
    const auto index = static_cast<zip_uint64_t>(at);
    zip_stat_t stat;
    zip_stat_init(&stat);
    if (zip_stat_index(archive_, index, 0, &stat) != 0) return damaged();
    if ((stat.valid & ZIP_STAT_ENCRYPTION_METHOD) && stat.encryption_method != ZIP_EM_NONE)
        return Error{Code::sheet_encrypted, "", "表格文件设有密码，请去掉密码后另存再上传"};
    // The format knows stored and deflated; what else libzip can unpack is not asked to.
    if (!(stat.valid & ZIP_STAT_COMP_METHOD) ||
        (stat.comp_method != ZIP_CM_STORE && stat.comp_method != ZIP_CM_DEFLATE))
        return damaged();
    zip_file_t* file = zip_fopen_index(archive_, index, 0);
    if (!file) return damaged();
    return ZipPart(file, budget_.get());
}

ZipPart::~ZipPart() {
    if (file_) zip_fclose(file_);
}

ZipPart::ZipPart(ZipPart&& other) noexcept : file_(std::exchange(other.file_, nullptr)), budget_(other.budget_) {}

Result<std::size_t> ZipPart::read(std::span<char> into) {
    const zip_int64_t got = zip_fread(file_, into.data(), into.size());
    if (got < 0) return damaged();
    const auto size = static_cast<std::size_t>(got);
    if (size > *budget_) return Error{Code::sheet_limit, "", "表格文件解压后过大，请删除多余的内容或分成几个文件导入"};
    *budget_ -= size;
    return size;
}

}  // namespace yiguan::sheet
