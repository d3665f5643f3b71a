// .xlsx: ECMA-376 part 1, 18 (SpreadsheetML); only what a cell's value needs.
#include <charconv>
#include <cmath>
#include <map>

#include <fmt/format.h>

#include "core/text.hpp"
#include "sheet/builder.hpp"
#include "sheet/xml.hpp"

namespace yiguan::sheet {
namespace {

std::string folder_of(std::string_view part) {
    const auto slash = part.rfind('/');
    return slash == std::string_view::npos ? "" : std::string(part.substr(0, slash + 1));
}

/// The part that a relation of `base` points at: absolute from the root, or relative with "..".
std::string resolve(std::string_view base, std::string_view target) {
    std::string path = target.starts_with('/') ? std::string(target.substr(1)) : folder_of(base) + std::string(target);
    for (auto up = path.find("../"); up != std::string::npos; up = path.find("../")) {
        const auto before = up >= 2 ? path.rfind('/', up - 2) : std::string::npos;
        path.erase(before == std::string::npos ? 0 : before + 1,
                   up + 3 - (before == std::string::npos ? 0 : before + 1));
    }
    return path;
}

struct Relation {
    std::string type, target;  ///< the last word of the type; the part
};

class RelationReader final : public XmlHandler {
public:
    explicit RelationReader(std::string base) : base_(std::move(base)) {}
    std::map<std::string, Relation, std::less<>> found;

    bool begin(std::string_view name, const Attributes& a) override {
        if (name != "Relationship" || a.get("TargetMode") == "External") return true;
        const std::string_view type = a.get("Type");
        found.emplace(a.get("Id"),
                      Relation{std::string(type.substr(type.rfind('/') + 1)), resolve(base_, a.get("Target"))});
        return found.size() < 1000;
    }
    bool end(std::string_view) override { return true; }

private:
    std::string base_;
};

struct SheetEntry {
    std::string name, relation;
    bool visible = true;
};

class WorkbookReader final : public XmlHandler {
public:
    std::vector<SheetEntry> sheets;
    bool from_1904 = false;

    bool begin(std::string_view name, const Attributes& a) override {
        if (name == "workbookPr") {
            const std::string_view on = a.get("date1904");
            from_1904 = on == "1" || on == "true" || on == "on";
        } else if (name == "sheet") {
            const std::string_view state = a.get("state");
            sheets.push_back(
                {shorten(a.get("name"), 40), std::string(a.prefixed("id")), state.empty() || state == "visible"});
        }
        return sheets.size() <= 1000;
    }
    bool end(std::string_view) override { return true; }
};

class StyleReader final : public XmlHandler {
public:
    std::vector<NumberFormat> formats;  // by the index a cell names

    bool begin(std::string_view name, const Attributes& a) override {
        if (name == "numFmt") {
            int id = -1;
            const std::string_view text = a.get("numFmtId");
            std::from_chars(text.data(), text.data() + text.size(), id);
            if (custom_.size() < 10'000) custom_[id] = number_format(a.get("formatCode"));
        } else if (name == "cellXfs") {
            inside_ = true;
        } else if (inside_ && name == "xf" && formats.size() < 70'000) {
            int id = 0;
            const std::string_view text = a.get("numFmtId");
            std::from_chars(text.data(), text.data() + text.size(), id);
            const auto found = custom_.find(id);
            formats.push_back(found == custom_.end() ? built_in_format(id) : found->second);
        }
        return true;
    }
    bool end(std::string_view name) override {
        if (name == "cellXfs") inside_ = false;
        return true;
    }

private:
    std::map<int, NumberFormat> custom_;
    bool inside_ = false;
};

/// _x000D_ and its like stand for characters that XML cannot hold (18.18.96, ST_Xstring).
void append_unescaped(std::string& out, std::string_view text) {
    for (std::size_t i = 0; i < text.size(); ++i) {
        unsigned value = 0;
        if (text[i] == '_' && text.size() - i >= 7 && text[i + 1] == 'x' && text[i + 6] == '_' &&
            std::from_chars(text.data() + i + 2, text.data() + i + 6, value, 16).ptr == text.data() + i + 6) {
            if (value > 0 && value < 0x80) {
                out += static_cast<char>(value);
                i += 6;
                continue;
            }
        }
        out += text[i];
    }
}

/// The text of <t> below, runs of rich text joined, phonetic guides left out.
class TextCollector {
public:
    void begin(std::string_view name) {
        if (name == "rPh") phonetic_ = true;
        if (name == "t") inside_ = !phonetic_;
    }
    void end(std::string_view name) {
        if (name == "rPh") phonetic_ = false;
        if (name == "t") inside_ = false;
    }
    bool inside() const { return inside_; }
    std::string text;

private:
    bool inside_ = false, phonetic_ = false;
};

class SharedReader final : public XmlHandler {
public:
    explicit SharedReader(const ReadLimits& limits) : limits_(limits) {}
    std::string texts;
    std::vector<Span> spans;
    std::optional<Error> problem;

    bool begin(std::string_view name, const Attributes&) override {
        collector_.begin(name);
        return true;
    }
    bool wants_text() const override { return collector_.inside(); }
    bool text(std::string_view piece) override {
        collector_.text += piece;
        return collector_.text.size() <= limits_.cell_bytes || refuse("有单元格的文字超过 32767 个字，请缩短后重试");
    }
    bool end(std::string_view name) override {
        collector_.end(name);
        if (name != "si") return true;
        const auto at = texts.size();
        append_unescaped(texts, collector_.text);
        collector_.text.clear();
        if (texts.size() > limits_.text_bytes || spans.size() >= limits_.cells)
            return refuse("表格里的文字过多，请分成几个文件导入");
        spans.push_back({static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(texts.size() - at)});
        return true;
    }

private:
    bool refuse(std::string detail) {
        problem = Error{Code::sheet_limit, "", std::move(detail)};
        return false;
    }
    ReadLimits limits_;
    TextCollector collector_;
};

/// Column and row of a reference such as BC12; nothing for what is none.
std::optional<std::pair<std::size_t, std::uint32_t>> reference(std::string_view text) {
    std::size_t column = 0, i = 0;
    for (; i < text.size() && i < 4 && text[i] >= 'A' && text[i] <= 'Z'; ++i)
        column = column * 26 + static_cast<std::size_t>(text[i] - 'A') + 1;
    std::uint32_t row = 0;
    const auto [end, status] = std::from_chars(text.data() + i, text.data() + text.size(), row);
    if (i == 0 || status != std::errc() || end != text.data() + text.size() || row == 0) return std::nullopt;
    return std::pair{column - 1, row};
}

struct Book {
    const ReadLimits& limits;
    std::vector<NumberFormat> formats;
    std::string texts;  // of the shared strings
    std::vector<Span> shared;
    bool from_1904 = false;
};

class SheetReader final : public XmlHandler {
public:
    /// With `head` the reader keeps only the first rows, and copies their texts; else it takes the shared ones over.
    SheetReader(Book& book, TableBuilder& builder, bool head) : book_(book), builder_(builder), head_(head) {}
    std::optional<Error> problem;

    bool begin(std::string_view name, const Attributes& a) override {
        if (name == "c") return begin_cell(a);
        if (name == "v") {
            in_value_ = true;
        } else if (name == "f") {
            in_formula_ = formula_ = true;
        } else if (name == "row") {
            std::uint32_t number = 0;
            const std::string_view r = a.get("r");
            std::from_chars(r.data(), r.data() + r.size(), number);
            row_ = number > 0 && number < 10'000'000 ? number : row_ + 1;
            next_ = 0;
        } else if (in_cell_) {
            inline_.begin(name);
        }
        return true;
    }
    bool wants_text() const override { return in_value_ || in_formula_ || inline_.inside(); }
    bool text(std::string_view piece) override {
        std::string& into = in_value_ ? value_ : in_formula_ ? formula_text_ : inline_.text;
        if (in_formula_ && into.size() > 100) return true;
        into += piece;
        if (into.size() <= book_.limits.cell_bytes) return true;
        problem = Error{Code::sheet_limit, "", "有单元格的文字超过 32767 个字，请缩短后重试"};
        return false;
    }
    bool end(std::string_view name) override {
        if (name == "v") {
            in_value_ = false;
        } else if (name == "f") {
            in_formula_ = false;
        } else if (name == "c") {
            in_cell_ = false;
            return end_cell();
        } else if (name == "row") {
            return builder_.end_row(row_) && !(head_ && builder_.rows() >= head_rows);
        } else if (name == "sheetData") {
            return false;  // what follows is layout
        } else if (in_cell_) {
            inline_.end(name);
        }
        return true;
    }

private:
    bool begin_cell(const Attributes& a) {
        column_ = next_;
        if (const std::string_view r = a.get("r"); !r.empty())
            if (const auto at = reference(r)) column_ = at->first;
        next_ = column_ + 1;
        type_ = a.get("t");
        style_ = 0;
        const std::string_view s = a.get("s");
        std::from_chars(s.data(), s.data() + s.size(), style_);
        value_.clear();
        inline_.text.clear();
        formula_text_.clear();
        formula_ = false;
        in_cell_ = true;
        return true;
    }

    bool end_cell() {
        if (value_.empty() && inline_.text.empty()) {
            // Libraries write formulas without the value that nobody has computed yet.
            if (!formula_ || type_ == "str") return true;
            return builder_.value(column_, CellKind::error, "=" + shorten(formula_text_, 60), 0, false, true);
        }
        if (type_ == "s") return shared();
        if (type_ == "inlineStr" || type_ == "str") {
            std::string plain;
            append_unescaped(plain, inline_.text.empty() ? value_ : inline_.text);
            return builder_.text(column_, plain, formula_);
        }
        if (type_ == "b") {
            const bool on = value_ == "1" || value_ == "true";
            return builder_.value(column_, CellKind::boolean, on ? "TRUE" : "FALSE", on, false, formula_);
        }
        if (type_ == "e")
            return builder_.value(column_, CellKind::error, value_.empty() ? "#" : value_, 0, false, formula_);
        if (type_ == "d") return builder_.text(column_, value_, formula_);
        return number();
    }

    bool shared() {
        std::size_t index = 0;
        const auto [end, status] = std::from_chars(value_.data(), value_.data() + value_.size(), index);
        if (status != std::errc() || index >= book_.shared.size()) {
            problem = Error{Code::sheet_damaged, "", "表格文件中的文字缺失，请用表格软件打开后另存一份再上传"};
            return false;
        }
        const Span span = book_.shared[index];
        if (head_) return builder_.text(column_, std::string_view(book_.texts).substr(span.at, span.length), formula_);
        return builder_.span(column_, span, formula_);
    }

    bool number() {
        const std::string_view text = trim(value_);
        double number = 0;
        const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), number);
        if (status != std::errc() || end != text.data() + text.size() || !std::isfinite(number))
            return builder_.text(column_, text, formula_);  // some writers leave out t="str"
        const NumberFormat format = style_ < book_.formats.size() ? book_.formats[style_] : NumberFormat{};
        if (format.kind == NumberFormat::Kind::date) {
            const double serial = number + (book_.from_1904 ? 1462 : 0);
            if (const auto shown = show_date(serial))
                return builder_.value(column_, CellKind::date, *shown, serial, false, formula_);
        }
        // Short plain numbers are shown as they are written.
        const bool plain = text.size() <= 15 && text.find_first_not_of("0123456789.") == std::string_view::npos;
        std::string shown = plain ? std::string(text) : show_number(number);
        if (format.kind == NumberFormat::Kind::padded && number >= 0 && number == std::floor(number) &&
            shown.size() < format.digits)
            shown.insert(0, format.digits - shown.size(), '0');
        return builder_.value(column_, CellKind::number, shown, number, loses_precision(number), formula_);
    }

    Book& book_;
    TableBuilder& builder_;
    bool head_;
    std::uint32_t row_ = 0;
    std::size_t column_ = 0, next_ = 0, style_ = 0;
    std::string type_, value_, formula_text_;
    TextCollector inline_;
    bool in_cell_ = false, in_value_ = false, in_formula_ = false, formula_ = false;
};

Result<Table> read_sheet(Zip& zip, const std::string& part, Book& book, std::string name, bool head) {
    TableBuilder builder(book.limits, Format::xlsx, std::move(name));
    if (!head) builder.adopt(std::move(book.texts));
    SheetReader reader(book, builder, head);
    TRY(ZipPart stream, zip.part(part));
    TRY_VOID(parse_xml(std::move(stream), reader));
    if (reader.problem) return *reader.problem;
    return builder.finish();
}

template <class Reader>
Result<void> read_part(Zip& zip, const std::string& name, Reader& reader) {
    TRY(ZipPart stream, zip.part(name));
    return parse_xml(std::move(stream), reader);
}

Result<std::string> workbook_part(Zip& zip) {
    RelationReader root("");
    TRY_VOID(read_part(zip, "_rels/.rels", root));
    for (const auto& [id, relation] : root.found)
        if (relation.type == "officeDocument") return relation.target;
    return std::string("xl/workbook.xml");
}

/// What a zip is that is no workbook, or one that is not read.
Result<void> refuse_others(Zip& zip) {
    if (zip.has("xl/vbaProject.bin"))
        return Error{Code::sheet_macro, "", "表格含有宏，不能导入：请在表格软件中另存为不含宏的 xlsx 再上传"};
    if (zip.has("xl/workbook.bin"))
        return Error{Code::sheet_format, "", "这是 xlsb 格式的表格，请在表格软件中另存为 xlsx 再上传"};
    if (zip.has("content.xml") && zip.has("mimetype"))
        return Error{Code::sheet_format, "", "这是 ods 格式的表格，请在表格软件中另存为 xlsx 再上传"};
    if (!zip.has("[Content_Types].xml") || !zip.has("_rels/.rels"))
        return Error{Code::sheet_format, "", "这是压缩包而不是表格，请上传 xlsx 或 csv 文件"};
    return outcome::success();
}

std::string relations_of(const std::string& part) {
    const auto folder = folder_of(part);
    return folder + "_rels/" + part.substr(folder.size()) + ".rels";
}

}  // namespace

Result<Table> read_xlsx(std::string_view bytes, const ReadLimits& limits, const HeadScore& score) {
    TRY(Zip zip, Zip::open(bytes, limits.unpacked_bytes));
    TRY_VOID(refuse_others(zip));
    TRY(const std::string workbook, workbook_part(zip));
    if (!zip.has(workbook)) return Error{Code::sheet_format, "", "这是文档而不是表格，请上传 xlsx 或 csv 文件"};
    WorkbookReader book_reader;
    TRY_VOID(read_part(zip, workbook, book_reader));
    RelationReader relations(workbook);
    TRY_VOID(read_part(zip, relations_of(workbook), relations));
    if (book_reader.sheets.empty() || book_reader.sheets.size() > limits.sheets)
        return Error{Code::sheet_limit, "", fmt::format("一个文件应有 1 至 {} 张工作表", limits.sheets)};

    Book book{.limits = limits, .from_1904 = book_reader.from_1904};
    for (const auto& [id, relation] : relations.found) {
        if (relation.type == "sharedStrings" && zip.has(relation.target)) {
            SharedReader shared(limits);
            TRY_VOID(read_part(zip, relation.target, shared));
            if (shared.problem) return *shared.problem;
            book.texts = std::move(shared.texts);
            book.shared = std::move(shared.spans);
        } else if (relation.type == "styles" && zip.has(relation.target)) {
            StyleReader styles;
            TRY_VOID(read_part(zip, relation.target, styles));
            book.formats = std::move(styles.formats);
        }
    }

    const SheetEntry* best = nullptr;
    std::string best_part;
    int best_score = 0;
    for (const SheetEntry& sheet : book_reader.sheets) {
        if (!sheet.visible) continue;
        const auto relation = relations.found.find(sheet.relation);
        if (relation == relations.found.end() || relation->second.type != "worksheet") continue;  // a chart
        TRY(const Table head, read_sheet(zip, relation->second.target, book, sheet.name, true));
        if (head.rows() == 0) continue;
        // A sheet with content is better than none, even if it does not fit: it is what the error will be about.
        const int points = 1 + (score ? std::max(score(head), 0) : 0);
        if (points > best_score) {
            best = &sheet;
            best_part = relation->second.target;
            best_score = points;
        }
        if (!score) break;
    }
    if (!best) return Error{Code::sheet_empty, "", "表格里没有内容，请填写后再上传"};
    return read_sheet(zip, best_part, book, best->name, false);
}

}  // namespace yiguan::sheet
