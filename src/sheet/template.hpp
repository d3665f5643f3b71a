// What a spreadsheet should hold: columns by name with aliases, as data (data/import_templates.json).
#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sheet/table.hpp"

namespace yiguan::sheet {

enum class Kind : std::uint8_t {
    text,    ///< value: trimmed, blanks inside as written
    number,  ///< value: plain decimal in the column's unit, 48 or 0.5
    date,    ///< value: YYYY-MM-DD
    option,  ///< value: one of Column::options
    code,    ///< value: without blanks and invisible marks, half-width; not one visible character else is changed
};

/// What a code column demands beyond its length.
enum class CodeRule : std::uint8_t {
    any,             ///< letters, digits and - _ . / ( ) : # +
    trace_code,      ///< as any, or an address as code packages hold it, of which the code is taken; the code service
                     ///< decides whose it is
    model_code,      ///< 13 characters with two hyphens (EBM-59 to EBM-63)
    lithium_serial,  ///< 19 characters (EBM-84 to EBM-91), demanded only where the battery type is 锂电
    specification,   ///< two characters without I, O, Z (EBM-44, EBM-63)
    frame,           ///< letters and digits, 6 to 32
    uscc,
    gtin,
    gln,
    email,
    phone,
};

/// 1 mV = 10^-3 V: value in the column's unit = number * 10^shift.
struct UnitName {
    std::string name;
    int shift = 0;
};

struct Option {
    std::string value;
    std::vector<std::string> synonyms;
};

struct Column {
    std::string id;    ///< stable, for programs: frameNumber
    std::string name;  ///< as it stands in the template's header: 整车编码(车架号)
    std::vector<std::string> aliases;
    Kind kind = Kind::text;
    bool required = false;
    bool unique = false;  ///< no two rows of a file may have the same
    bool key = false;     ///< one of those by which rows are compared with what is stored (diff.hpp)
    std::size_t chars_max = 200;
    std::string sample, note;
    // of number
    std::vector<UnitName> units;  ///< the first is the column's, shift 0
    std::optional<std::string> minimum, maximum;
    int decimals = 3;
    // of date
    bool future = false;  ///< may lie after today
    // of option
    std::vector<Option> options;
    // of code
    CodeRule rule = CodeRule::any;

    /// One Chinese sentence: what may stand in the column. For the template's comment and for errors.
    std::string explanation() const;
};

struct Template {
    std::string id, name;
    std::string row_ids;  ///< of the requirements
    bool printed = true;  ///< the source prints the columns; else they are ours
    std::vector<Column> columns;
    std::string note;

    /// Its index; npos for an unknown one.
    std::size_t column(std::string_view id) const;
    static constexpr std::size_t npos = static_cast<std::size_t>(-1);
};

/// The built-in templates: EB-MODEL, BAT-MODEL, CHG-MODEL, EB-PRODUCT, BAT-PRODUCT, CHG-PRODUCT, GD-SELLER, GD-ORDER,
/// GD-QUAL. @throws std::runtime_error if the embedded data break a rule of theirs.
const std::vector<Template>& templates();
/// Null for an unknown id.
const Template* find_template(std::string_view id);
/// Reads templates from JSON of that form. Every violation with its pointer.
Result<std::vector<Template>> read_templates(std::string_view json);

/// Where the columns of a template are in a table.
struct Match {
    std::size_t header_first = 0, header_last = 0;  ///< rows of the table; two when a merged header has two lines
    std::vector<std::size_t> columns;               ///< by template column: the table's, or Template::npos
    std::vector<int> shifts;                        ///< by template column: of the unit that the header names
    std::vector<std::size_t> unknown;               ///< the table's columns with a header nobody asked for
    std::vector<std::size_t> nameless;              ///< the table's columns with content but without header
    std::vector<std::size_t> missing;               ///< required template columns that the table does not have
    struct Twice {
        std::size_t column, first, second;  ///< template column, table columns
    };
    std::vector<Twice> twice;
    std::vector<std::string> headers;  ///< by table column, as written

    std::size_t first_row() const { return header_last + 1; }  ///< of the data
    /// Nothing is missing and nothing stands twice.
    bool complete() const { return missing.empty() && twice.empty(); }
};

/// Finds the header within the first head_rows rows, whatever stands above it, in one line or two, and the columns by
/// name: exact names first, then aliases, then names without brackets, units, marks and blanks. The column 错误原因
/// that our own files of wrong rows have is passed over. sheet_columns when fewer than two columns (of a template with
/// one, one) are found; the sentence then names the template that the table looks like, if there is one.
Result<Match> match_columns(const Table& table, const Template& wanted);
/// One Chinese sentence for each thing about the columns that a person should know: missing, twice, unknown, nameless.
std::vector<std::string> remarks(const Match& match, const Template& wanted);
/// sheet_columns that names what is missing or stands twice; success if match.complete().
Result<void> require_complete(const Match& match, const Template& wanted);

/// The sheet of a file that fits the template best.
Result<Table> read(std::string_view bytes, const Template& wanted, const ReadLimits& limits = {});
/// The template that a table fits best by its header; null when it fits none.
const Template* guess_template(const Table& table);

/// The header of the last column of a file of wrong rows.
inline constexpr std::string_view reason_header = "错误原因";
/// The name of the second sheet of a template, which is never taken for data.
inline constexpr std::string_view guide_sheet = "填写说明";

}  // namespace yiguan::sheet
