// The operations as the server declares them in /openapi.json, ready to be called in the story's world.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "support/story.hpp"

namespace yiguan::testing {

struct DeclaredOperation {
    std::string id, method, path;
    json::object declaration;

    std::string name() const { return method + " " + path; }
    bool has_json_body() const;
    /// Of the JSON body.
    json::object schema() const;
    json::object example() const;
    int good_status() const;
};

class Declared {
public:
    explicit Declared(http::Client& client);

    const std::vector<DeclaredOperation>& operations() const { return operations_; }
    const DeclaredOperation& operation(std::string_view id) const;
    const json::object& document() const { return document_; }
    /// What a $ref names; the schema itself if it is none.
    json::object resolve(const json::object& schema) const;
    /// The properties that the example's form of the body has, and which of them are required.
    struct Property {
        std::string name;
        json::object schema;
        bool required;
    };
    std::vector<Property> properties(const DeclaredOperation& operation) const;
    /// "" if `value` is as `schema` says, else what is wrong: types, required members, enums, patterns of ids.
    std::string complaint(const json::value& value, const json::object& schema, const std::string& at = {}) const;

private:
    json::object document_;
    std::vector<DeclaredOperation> operations_;
};

/// A dossier of the story's product with all its blocks, a seller and a report, each made anew.
std::string new_dossier(Story& story);
std::string new_order(Story& story);
/// The trace code of the story's product, unless it is activated.
void activate(Story& story);
std::string new_seller(Story& story);
std::string new_report(Story& story);
/// A store and a partner of the maker, the partner without telephone.
std::string new_store(Story& story);
std::string new_partner(Story& story);
/// One object of an issue of its data that is ignored.
std::string new_ignore(Story& story);

/// The declared example with what the story has: the maker's product, block, document.
json::object filled(const DeclaredOperation& operation, Story& story, const std::string& document);
/// The path with the ids of the maker's objects.
std::string filled_path(const DeclaredOperation& operation, Story& story, const std::string& document,
                        const std::string& event_path);

}  // namespace yiguan::testing
