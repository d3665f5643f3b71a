#include "db/migrations.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>

#include "core/log.hpp"
#include "core/text.hpp"

namespace yiguan::db {
namespace {

struct Token {
    std::string_view text;
    bool word = false;
};

bool is_word(char c) {
    return is_digit(c) || is_upper(c) || is_lower(c) || c == '_';
}

std::string lower(std::string_view s) {
    std::string out(s);
    std::ranges::transform(out, out.begin(), to_lower);
    return out;
}

// Blanks, comments, quoted texts, words and single characters; together they are the text again.
std::vector<Token> tokens(std::string_view sql) {
    std::vector<Token> out;
    for (std::size_t i = 0; i < sql.size();) {
        std::size_t end = i + 1;
        const char c = sql[i];
        if (c == '-' && sql.substr(i, 2) == "--")
            end = std::min(sql.find('\n', i), sql.size());
        else if (c == '\'' || c == '"')
            end = std::min(sql.find(c, i + 1), sql.size() - 1) + 1;
        else if (is_word(c))
            end = std::min(sql.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_", i),
                           sql.size());
        out.push_back({sql.substr(i, end - i), is_word(c)});
        i = end;
    }
    return out;
}

bool is_blank(const Token& t) {
    return t.text.starts_with("--") || t.text == " " || t.text == "\n" || t.text == "\t" || t.text == "\r";
}

std::string mapped_type(std::string_view type, Engine engine) {
    const auto name = lower(type);
    if (engine == Engine::postgresql) return name == "text" ? "text collate \"C\"" : name;
    if (name == "bigint" || name == "smallint" || name == "integer" || name == "int") return "INTEGER";
    if (name == "bytea") return "BLOB";
    return name;
}

// One statement. A column's type is the second word of an item at the first depth of a create table, or the word behind
// the name in "add column".
std::string translate(std::string_view sql, Engine engine) {
    const auto all = tokens(sql);
    std::vector<std::string> words;  // of the statement so far
    std::string out;
    int depth = 0;
    int word_of_item = 0;
    bool item_is_constraint = false;
    bool several_key_columns = false;
    bool in_key = false;
    bool create_table = false;
    bool add_column = false;
    for (const Token& t : all) {
        if (is_blank(t)) {
            out += t.text;
            continue;
        }
        if (t.word) {
            words.push_back(lower(t.text));
            const auto& word = words.back();
            if (words.size() == 2) {
                const bool index = word == "index" || (word == "unique" && sql.find("index") != std::string_view::npos);
                create_table = words[0] == "create" && word == "table";
                if (!create_table && !(words[0] == "create" && index) && !(words[0] == "alter" && word == "table"))
                    throw Fault(Fault::Kind::other, fmt::format("a migration cannot hold \"{} {}\"", words[0], word));
            }
            add_column = words[0] == "alter" && words.size() == 7 && words[3] == "add" && words[4] == "column";
            ++word_of_item;
            if (word_of_item == 1)
                item_is_constraint = word == "primary" || word == "unique" || word == "check" || word == "foreign" ||
                                     word == "constraint";
            const bool column_type = create_table && depth == 1 && word_of_item == 2 && !item_is_constraint;
            out += column_type || add_column ? mapped_type(t.text, engine) : std::string(t.text);
            continue;
        }
        if (t.text == "(") {
            if (++depth == 1) word_of_item = 0;
            in_key = depth == 2 && words.size() >= 2 && words.back() == "key" && words[words.size() - 2] == "primary";
        } else if (t.text == ")") {
            --depth;
            in_key = false;
        } else if (t.text == ",") {
            if (depth == 1) word_of_item = 0;
            several_key_columns |= in_key;
        }
        out += t.text;
    }
    if (create_table && engine == Engine::sqlite) {
        out += "\n STRICT";
        if (several_key_columns && sql.find("-- sqlite: rowid") == std::string_view::npos) out += ", WITHOUT ROWID";
    }
    return out;
}

std::string history_mismatch(const AppliedMigration& row, const Migration& mine) {
    return fmt::format("migration {} was changed after it had been applied to this database (applied as {}, sha256 {})",
                       mine.name, row.name, row.sha256);
}

// What stands in the database must be the beginning of the list.
void require_prefix(const std::vector<AppliedMigration>& applied, std::span<const Migration> list) {
    const auto newest = list.empty() ? 0 : list.back().number;
    for (std::size_t i = 0; i < applied.size(); ++i) {
        if (applied[i].number > newest)
            throw Fault(Fault::Kind::newer_database,
                        fmt::format("the database was made by a newer version: it has migration {} ({}), this program "
                                    "knows migrations up to {}",
                                    applied[i].number, applied[i].name, newest));
        if (i >= list.size() || list[i].number != applied[i].number)
            throw Fault(Fault::Kind::changed_migration,
                        fmt::format("migration {} stands in the database out of order", applied[i].name));
        if (applied[i].sha256 != sha256_hex(list[i].sql))
            throw Fault(Fault::Kind::changed_migration, history_mismatch(applied[i], list[i]));
    }
}

}  // namespace

std::vector<std::string> statements_of(const Migration& migration, Engine engine) {
    std::vector<std::string> out;
    std::size_t first = 0;
    std::size_t at = 0;
    bool blank = true;
    const auto finish = [&] {
        if (!blank) out.push_back(translate(migration.sql.substr(first, at - first), engine));
        blank = true;
    };
    for (const Token& token : tokens(migration.sql)) {
        if (token.text == ";") {
            finish();
            first = at + 1;
        } else {
            blank = blank && is_blank(token);
        }
        at += token.text.size();
    }
    finish();
    return out;
}

std::string sha256_hex(std::string_view text) {
    std::array<std::byte, 32> digest{};
    if (EVP_Digest(text.data(), text.size(), reinterpret_cast<unsigned char*>(digest.data()), nullptr, EVP_sha256(),
                   nullptr) != 1)
        throw Fault(Fault::Kind::other, "SHA-256 is not available");
    return to_hex(digest);
}

void migrate(MigrationTarget& target, std::span<const Migration> list, UtcMs now) {
    for (;;) {
        target.begin_migration();
        try {
            const auto applied = target.history();
            require_prefix(applied, list);
            if (applied.size() == list.size()) {
                target.commit_migration();
                return;
            }
            const Migration& next = list[applied.size()];
            for (const auto& sql : statements_of(next, target.engine())) target.run(sql);
            target.record({next.number, std::string(next.name), sha256_hex(next.sql)}, now);
            target.commit_migration();
            log::info("migration_applied", {{"name", next.name}});
        } catch (...) {
            target.rollback_migration();
            throw;
        }
    }
}

}  // namespace yiguan::db
