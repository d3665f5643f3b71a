// JSON Schema 2020-12 from small pieces, in the words of the declarations. What a reader accepts is what its schema
// says: lengths are code points, ids and counters travel as decimal strings (JSON numbers are taken as well).
#pragma once
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "core/json.hpp"

namespace yiguan::api {

using Schema = json::object;

namespace schema {

struct Field {
    std::string_view name;
    Schema schema;
    bool required = true;
};
/// A field that may be left out.
Field maybe(std::string_view name, Schema schema);

/// `title` is the field's Chinese name everywhere below.
Schema text(std::string_view title, std::int64_t chars_max);
/// A text of any length: for answers.
Schema plain(std::string_view title);
Schema array_of(std::string_view title, Schema item);  ///< Likewise of any length.
Schema choice(std::string_view title, std::initializer_list<std::string_view> values);
Schema integer(std::string_view title, std::int64_t min, std::int64_t max);
Schema id(std::string_view title);
Schema boolean(std::string_view title);
Schema time(std::string_view title);  ///< ISO 8601.
Schema date(std::string_view title);  ///< YYYY-MM-DD
Schema list(std::string_view title, Schema item, std::int64_t items_max);
/// Members of any name; what is allowed in them follows from data, such as a template.
Schema free_object(std::string_view title);
/// The values of `ref` ("#/components/schemas/<name>").
Schema ref(std::string_view name);
/// What we take: nothing beside the fields named.
Schema object(std::vector<Field> fields);
/// What we send: more fields may come with later versions.
Schema answer(std::vector<Field> fields);
/// {"items":[...],"nextCursor"?}: there is a nextCursor exactly if more follow.
Schema page_of(std::string_view name);
/// Exactly one of `forms`, and the fields, and nothing else.
Schema one_form(std::string_view forms, std::vector<Field> fields);
/// An object that is the one named, with further fields.
Schema extended(std::string_view name, std::vector<Field> fields);

}  // namespace schema

/// The part of shared_schemas() about codes, production, batches and imports.
void add_production_schemas(json::object& out);
/// The part about sales, returns and customers.
void add_sale_schemas(json::object& out);
/// The part of shared_schemas() about stock-in, stock-out, stock and stocktakes.
void add_trade_schemas(json::object& out);
/// Schemas that several operations share, for components/schemas.
json::object shared_schemas();

}  // namespace yiguan::api
