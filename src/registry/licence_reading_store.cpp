// Readings of licences; the rest of the room's SQL stands in registry_store.cpp.
#include "registry/registry_store.hpp"

namespace yiguan::registry::store {
namespace {

using db::Rows;
using db::Statement;
using db::Tx;
using State = LicenceReading::State;

const Statement insert_reading_sql{"registry.insert_reading", R"sql(
    insert into document_reading (document_id, state, attempts, tried_at, fields) values ($1, 1, 0, 0, '[]')
    on conflict (document_id) do nothing)sql"};
const Statement find_reading_sql{"registry.find_reading",
                                 "select state, fields from document_reading where document_id = $1"};
const Statement wanted_readings_sql{"registry.wanted_readings", R"sql(
    select document_id from document_reading where state = 1 and tried_at <= $1 order by tried_at limit $2)sql"};
const Statement take_reading_sql{"registry.take_reading", R"sql(
    update document_reading set attempts = attempts + 1, tried_at = $2
     where document_id = $1 and state = 1 and tried_at <= $3)sql"};
const Statement attempts_sql{"registry.reading_attempts",
                             "select attempts from document_reading where document_id = $1"};
const Statement give_back_sql{"registry.give_reading_back", R"sql(
    update document_reading set attempts = attempts - 1 where document_id = $1 and state = 1 and attempts > 0)sql"};
const Statement set_reading_sql{"registry.set_reading",
                                "update document_reading set state = $2, fields = $3 where document_id = $1"};

std::string encode_fields(const std::vector<ReadField>& fields) {
    json::array out;
    for (const auto& f : fields) out.push_back({{"key", f.key}, {"value", f.value}, {"confidence", f.confidence}});
    return json::serialize(out);
}

std::vector<ReadField> decode_fields(std::string_view text) {
    std::vector<ReadField> out;
    const auto all = json::parse(text);
    for (const auto& value : all.as_array()) {
        const auto& one = value.as_object();
        out.push_back({json::value_to<std::string>(one.at("key")), json::value_to<std::string>(one.at("value")),
                       one.at("confidence").to_number<double>()});
    }
    return out;
}

}  // namespace

void insert_reading(Tx& tx, DocumentId document) {
    tx.execute(insert_reading_sql, document);
}

std::optional<LicenceReading> find_reading(Tx& tx, DocumentId document) {
    Rows rows = tx.query(find_reading_sql, document);
    if (!rows.next()) return std::nullopt;
    return LicenceReading{rows.get<State>(0), decode_fields(rows.get<std::string>(1))};
}

std::vector<Document> wanted_readings(Tx& tx, UtcMs before, int limit) {
    std::vector<DocumentId> ids;
    {
        Rows rows = tx.query(wanted_readings_sql, before, limit);
        while (rows.next()) ids.push_back(rows.get<DocumentId>(0));
    }
    std::vector<Document> out;
    for (const auto id : ids)
        if (auto document = find_document(tx, id)) out.push_back(*std::move(document));
    return out;
}

int take_reading(Tx& tx, DocumentId document, UtcMs before) {
    if (tx.execute(take_reading_sql, document, tx.now(), before) != 1) return 0;
    Rows rows = tx.query(attempts_sql, document);
    return rows.next() ? static_cast<int>(rows.integer(0)) : 0;
}

void give_reading_back(Tx& tx, DocumentId document) {
    tx.execute(give_back_sql, document);
}

void set_reading(Tx& tx, DocumentId document, const LicenceReading& reading) {
    tx.execute(set_reading_sql, document, reading.state, encode_fields(reading.fields));
}

}  // namespace yiguan::registry::store
