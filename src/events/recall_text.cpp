#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "core/json.hpp"
#include "core/text.hpp"
#include "events/recall.hpp"

namespace yiguan::events {

void encode(const RecallRow& row, std::string& out) {
    json::object o{{"first", row.first}, {"last", row.last}, {"count", std::to_string(row.reach.size())}};
    if (row.reach.ours())
        o["block"] = std::to_string(row.reach.space);
    else
        o["foreign"] = true;
    if (!row.product.empty()) o["product"] = row.product;
    if (row.batch) o["batch"] = to_string(row.batch);
    if (row.status) {
        o["status"] = codes::name(*row.status);
        o["statusZh"] = codes::name_zh(*row.status);
    }
    if (row.holder) o["holder"] = to_string(row.holder);
    if (!row.holder_name.empty()) o["holderName"] = row.holder_name;
    if (!row.location.empty()) o["location"] = row.location;
    if (!row.container.empty()) o["container"] = row.container;
    json::array buyers;
    for (const auto& buyer : row.buyers) buyers.emplace_back(buyer);
    o["buyers"] = std::move(buyers);
    if (row.last_event) o["lastEvent"] = iso_utc(*row.last_event);
    json::array withheld;
    if (row.holder_hidden) withheld.emplace_back("holder");
    if (row.buyers_hidden) withheld.emplace_back("buyers");
    if (!withheld.empty()) o["withheld"] = std::move(withheld);
    out += json::serialize(o);
}

void encode(const RecallSummary& s, std::string& out) {
    const auto number = [](std::int64_t n) { return std::to_string(n); };
    out += json::serialize(json::object{{"summary",
                                         {{"ranges", number(s.ranges)},
                                          {"codes", number(s.codes)},
                                          {"foreign", number(s.foreign)},
                                          {"atMaker", number(s.at_maker)},
                                          {"inTransit", number(s.in_transit)},
                                          {"inStock", number(s.in_stock)},
                                          {"sold", number(s.sold)},
                                          {"other", number(s.other)},
                                          {"holders", number(s.holders)},
                                          {"levels", s.levels},
                                          {"truncated", s.truncated}}}});
}

// ---- spreadsheet

namespace {

constexpr std::array<const char*, 11> headings{"码段", "起始码",     "截止码",   "数量", "产品",        "批次",
                                               "状态", "现持有企业", "所在位置", "购方", "最后事件时间"};
constexpr std::array<double, 11> widths{22, 40, 40, 12, 24, 22, 10, 28, 32, 36, 20};
constexpr lxw_row_t rows_max = 1'048'575;  // of the format, without the heading

// A text that a spreadsheet program would take for a formula stays a text: write_string makes no formulas, but a copy
// into another program could.
std::string cell(std::string_view text) {
    std::string out = shorten(text, 2000);
    if (!out.empty() && (out[0] == '=' || out[0] == '+' || out[0] == '-' || out[0] == '@')) out.insert(0, "'");
    return out;
}

}  // namespace

struct RecallSheet::Impl {
    std::filesystem::path file;
    lxw_workbook* book = nullptr;
    lxw_worksheet* sheet = nullptr;
    lxw_format* bold = nullptr;
    lxw_row_t next = 1;
    std::int64_t left_out = 0;

    ~Impl() {
        if (book) workbook_close(book);
        std::error_code ignored;
        if (!file.empty()) std::filesystem::remove(file, ignored);
    }
    void text(lxw_row_t row, lxw_col_t column, std::string_view value) {
        if (!value.empty()) worksheet_write_string(sheet, row, column, cell(value).c_str(), nullptr);
    }
};

RecallSheet::RecallSheet() : impl_(std::make_unique<Impl>()) {
    const auto folder = std::filesystem::temp_directory_path();
    std::string name = (folder / "yiguan-recall-XXXXXX").string();
    const int handle = ::mkstemp(name.data());
    if (handle < 0) throw std::runtime_error("no temporary file for a spreadsheet");
    ::close(handle);
    impl_->file = name;
    lxw_workbook_options options{};
    options.constant_memory = LXW_TRUE;
    impl_->book = workbook_new_opt(name.c_str(), &options);
    if (!impl_->book) throw std::runtime_error("no spreadsheet could be begun");
    impl_->sheet = workbook_add_worksheet(impl_->book, "召回范围");
    impl_->bold = workbook_add_format(impl_->book);
    format_set_bold(impl_->bold);
    for (lxw_col_t c = 0; c < headings.size(); ++c) {
        worksheet_set_column(impl_->sheet, c, c, widths[c], nullptr);
        worksheet_write_string(impl_->sheet, 0, c, headings[c], impl_->bold);
    }
    worksheet_freeze_panes(impl_->sheet, 1, 0);
}
RecallSheet::~RecallSheet() = default;

void RecallSheet::add(const RecallRow& row) {
    Impl& to = *impl_;
    if (to.next >= rows_max - 1) {
        ++to.left_out;
        return;
    }
    const lxw_row_t at = to.next++;
    to.text(at, 0, row.reach.ours() ? std::to_string(row.reach.space) : std::string("非本平台"));
    to.text(at, 1, row.first);
    to.text(at, 2, row.last);
    worksheet_write_number(to.sheet, at, 3, static_cast<double>(row.reach.size()), nullptr);
    to.text(at, 4, row.product);
    if (row.batch) to.text(at, 5, to_string(row.batch));
    to.text(at, 6, row.status ? codes::name_zh(*row.status) : row.reach.ours() ? "空码" : "");
    to.text(at, 7, row.holder_hidden ? std::string_view("未公开") : std::string_view(row.holder_name));
    to.text(at, 8, row.location.empty() ? row.container : row.location);
    std::string buyers;
    for (const auto& buyer : row.buyers) buyers += (buyers.empty() ? "" : "；") + buyer;
    if (row.buyers_hidden) buyers += buyers.empty() ? "未公开" : "；未公开";
    to.text(at, 9, buyers);
    if (row.last_event) to.text(at, 10, beijing_second(*row.last_event));
}

std::string RecallSheet::finish(const RecallSummary& summary) {
    Impl& to = *impl_;
    const std::string total =
        fmt::format("合计 {} 段，{} 件；已售 {}，在途 {}，在库 {}，持有企业 {} 家{}", summary.ranges, summary.codes,
                    summary.sold, summary.in_transit, summary.in_stock, summary.holders,
                    to.left_out > 0     ? fmt::format("；另有 {} 段超出表格行数，未列出", to.left_out)
                    : summary.truncated ? std::string("；范围过大，未全部列出")
                                        : std::string());
    worksheet_write_string(to.sheet, to.next, 0, total.c_str(), to.bold);
    const auto error = workbook_close(to.book);
    to.book = nullptr;
    if (error != LXW_NO_ERROR) throw std::runtime_error(std::string("a spreadsheet failed: ") + lxw_strerror(error));
    std::ifstream in(to.file, std::ios::binary);
    std::ostringstream bytes;
    bytes << in.rdbuf();
    return std::move(bytes).str();
}

}  // namespace yiguan::events
