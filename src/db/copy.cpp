#include "db/copy.hpp"

#include <deque>

#include "db/migrations.hpp"

namespace yiguan::db {
namespace {

// A table as the migrations declare it, with the statements that move it. Statements live for ever, as all do.
struct Table {
    std::string name;
    std::vector<BulkInsert::Column> columns;
    const Statement* all;
    const Statement* count;
    const BulkInsert* insert;
};

struct Declared {
    std::string name;
    std::vector<std::pair<std::string, std::string>> columns;  // name, type
    std::vector<std::string> key;
};

std::vector<std::string> words_of(std::string_view line) {
    line = line.substr(0, line.find("--"));
    std::vector<std::string> words;
    std::string word;
    for (const char c : line) {
        if (c == ' ' || c == '\t' || c == ',' || c == '(' || c == ')' || c == ';' || c == '\r') {
            if (!word.empty()) words.push_back(std::move(word));
            word.clear();
        } else {
            word += c;
        }
    }
    if (!word.empty()) words.push_back(std::move(word));
    return words;
}

// The migrations keep one column a line; a line that begins with `primary key` names the key.
std::vector<Declared> declared_tables(std::span<const Migration> migrations) {
    std::vector<Declared> tables;
    const auto find = [&](const std::string& name) -> Declared& {
        const auto at = std::ranges::find(tables, name, &Declared::name);
        if (at == tables.end()) throw Fault(Fault::Kind::other, "a migration alters an unknown table: " + name);
        return *at;
    };
    for (const Migration& m : migrations) {
        bool inside = false;
        std::string_view rest = m.sql;
        while (!rest.empty()) {
            const auto end = std::min(rest.find('\n'), rest.size());
            const auto line = rest.substr(0, end);
            rest.remove_prefix(std::min(end + 1, rest.size()));
            const auto words = words_of(line);
            if (words.size() >= 3 && words[0] == "create" && words[1] == "table") {
                tables.push_back({words[2], {}, {}});
                inside = true;
            } else if (words.size() >= 7 && words[0] == "alter" && words[3] == "add") {
                find(words[2]).columns.emplace_back(words[5], words[6]);
            } else if (words.size() >= 6 && words[0] == "alter" && words[3] == "drop") {
                std::erase_if(find(words[2]).columns, [&](const auto& column) { return column.first == words[5]; });
            } else if (inside && words.size() >= 3 && words[0] == "primary" && words[1] == "key") {
                tables.back().key.assign(words.begin() + 2, words.end());
            } else if (inside && words.size() >= 2 && words[0] != "unique" && words[0] != "check" &&
                       words[0] != "foreign") {
                tables.back().columns.emplace_back(words[0], words[1]);
                if (line.find("primary key") != std::string_view::npos) tables.back().key = {words[0]};
            }
            if (line.find(");") != std::string_view::npos || line.starts_with(")")) inside = false;
        }
    }
    return tables;
}

BulkInsert::Type type_of(const std::string& declared) {
    if (declared == "text") return BulkInsert::Type::text;
    return declared == "bytea" ? BulkInsert::Type::bytes : BulkInsert::Type::integer;
}

const std::vector<Table>& tables() {
    static std::deque<std::string> texts;  // names and SQL that the statements borrow
    static const auto keep = [](std::string text) -> const std::string& { return texts.emplace_back(std::move(text)); };
    static const std::vector<Table> made = [] {
        std::vector<Table> list;
        for (const Declared& d : declared_tables(embedded_migrations())) {
            Table t{.name = d.name, .columns = {}, .all = nullptr, .count = nullptr, .insert = nullptr};
            // Key columns first, as BulkInsert wants them.
            const auto add = [&](const std::pair<std::string, std::string>& c) {
                t.columns.push_back({keep(c.first), type_of(c.second)});
            };
            for (const auto& key : d.key)
                for (const auto& c : d.columns)
                    if (c.first == key) add(c);
            for (const auto& c : d.columns)
                if (std::ranges::find(d.key, c.first) == d.key.end()) add(c);
            std::string names;
            for (const auto& c : t.columns) names += (names.empty() ? "" : ", ") + std::string(c.name);
            const auto& table = keep(d.name);
            t.all = new Statement(keep("copy.all_" + d.name), keep("select " + names + " from " + d.name),
                                  Statement::Plan::small_scan);
            t.count = new Statement(keep("copy.count_" + d.name), keep("select count(*) from " + d.name),
                                    Statement::Plan::small_scan);
            t.insert = new BulkInsert(keep("copy.insert_" + d.name), table, t.columns, static_cast<int>(d.key.size()));
            list.push_back(std::move(t));
        }
        return list;
    }();
    return made;
}

std::int64_t count(Database& database, const Table& table) {
    return database.read_now([&](Tx& tx) {
        auto rows = tx.query(*table.count);
        rows.next();
        return rows.integer(0);
    });
}

// Some rows on their way; the cells own their text.
class Batch {
public:
    explicit Batch(const Table& table) : table_(table) {}
    std::size_t rows() const { return rows_; }

    void take(Rows& row) {
        for (std::size_t i = 0; i < table_.columns.size(); ++i) {
            const int column = static_cast<int>(i);
            Cell cell;
            cell.null = row.is_null(column);
            if (!cell.null && table_.columns[i].type == BulkInsert::Type::integer)
                cell.integer = row.integer(column);
            else if (!cell.null)
                cell.text = row.text(column);
            cells_.push_back(std::move(cell));
        }
        ++rows_;
    }

    void write(Database& to) {
        std::vector<Param> values;
        values.reserve(cells_.size());
        for (std::size_t i = 0; i < cells_.size(); ++i) {
            const Cell& cell = cells_[i];
            const auto type = table_.columns[i % table_.columns.size()].type;
            if (cell.null)
                values.emplace_back(nullptr);
            else if (type == BulkInsert::Type::integer)
                values.emplace_back(cell.integer);
            else if (type == BulkInsert::Type::text)
                values.emplace_back(cell.text);
            else
                values.emplace_back(std::span(reinterpret_cast<const std::byte*>(cell.text.data()), cell.text.size()));
        }
        to.write_now([&](Tx& tx) { tx.insert(*table_.insert, values); });
        cells_.clear();
        rows_ = 0;
    }

private:
    struct Cell {
        bool null = false;
        std::int64_t integer = 0;
        std::string text;
    };
    const Table& table_;
    std::vector<Cell> cells_;
    std::size_t rows_ = 0;
};

}  // namespace

std::vector<CopiedTable> copy_database(Database& from, Database& to) {
    for (const Table& table : tables())
        if (count(to, table) != 0)
            throw Fault(Fault::Kind::other, "the target database is not empty: table " + table.name);
    std::vector<CopiedTable> copied;
    from.read_now([&](Tx& tx) {
        for (const Table& table : tables()) {
            Batch batch(table);
            auto rows = tx.query(*table.all);
            std::int64_t n = 0;
            for (; rows.next(); ++n) {
                batch.take(rows);
                if (batch.rows() == 2000) batch.write(to);
            }
            batch.write(to);
            copied.push_back({table.name, n});
        }
    });
    for (std::size_t i = 0; i < copied.size(); ++i)
        if (count(to, tables()[i]) != copied[i].rows)
            throw Fault(Fault::Kind::other, "the copy of table " + copied[i].name + " is not complete");
    return copied;
}

}  // namespace yiguan::db
