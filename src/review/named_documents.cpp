// Which documents an application is about: who may review it may open them.
#include <algorithm>
#include <array>

#include "core/text.hpp"
#include "review/review_store.hpp"

namespace yiguan::review {
namespace {

constexpr std::array<std::string_view, 6> keys{"licence", "document", "documents", "pictures", "video", "fields"};

void collect(const json::value& value, bool named, std::vector<DocumentId>& out) {
    if (const auto* object = value.if_object()) {
        for (const auto& [key, member] : *object) {
            const std::string_view name{key.data(), key.size()};
            collect(member, named || std::ranges::find(keys, name) != keys.end(), out);
        }
    } else if (const auto* list = value.if_array()) {
        for (const auto& member : *list) collect(member, named, out);
    } else if (const auto* text = value.if_string(); text && named) {
        if (const auto id = parse_id_as<DocumentId>({text->data(), text->size()})) out.push_back(*id);
    }
}

}  // namespace

std::vector<DocumentId> documents_in(std::string_view content) {
    std::vector<DocumentId> out;
    collect(json::parse({content.data(), content.size()}), false, out);
    std::ranges::sort(out);
    const auto twice = std::ranges::unique(out);
    out.erase(twice.begin(), twice.end());
    return out;
}

std::vector<Application> applications_naming(db::Tx& tx, DocumentId document) {
    std::vector<Application> out;
    for (const auto& [id, round] : store::naming(tx, document, naming_max)) {
        auto application = store::find(tx, id);
        // What is being prepared for the next round is nobody else's business yet.
        if (application && application->submitted_at && round <= application->round)
            out.push_back(std::move(*application));
    }
    return out;
}

bool shows_document(db::Tx& tx, const auth::Actor& viewer, const Application& application, DocumentId document) {
    const auto& rules = *find_rules(application.kind);
    for (int round = application.round; round > 0; --round) {
        auto content = content_of(tx, application.id, round);
        if (rules.shown) {
            auto whole = parse_json_object(content);
            if (whole.has_error()) continue;
            content = json::serialize(rules.shown(tx, viewer, application, std::move(whole).value()));
        }
        if (std::ranges::binary_search(documents_in(content), document)) return true;
    }
    return false;
}

}  // namespace yiguan::review
