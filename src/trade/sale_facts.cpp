// What the rules of a sale ask of each piece, gathered.
#include "trade/sale_facts.hpp"

#include <algorithm>

#include "catalog/certificates.hpp"
#include "catalog/models.hpp"
#include "core/text.hpp"
#include "epcis/identifiers.hpp"
#include "events/transition.hpp"
#include "keys/keys.hpp"
#include "registry/registry.hpp"
#include "trade/sale_parts.hpp"

namespace yiguan::trade {
namespace {

using catalog::Family;
using codes::CodeAt;
using events::Slot;

std::optional<Slot> slot_of(Family family) {
    if (family == Family::none) return std::nullopt;
    return static_cast<Slot>(static_cast<int>(family) - 1);
}
static_assert(static_cast<int>(Family::vehicle) == 1 && static_cast<int>(Slot::vehicle) == 0 &&
              static_cast<int>(Family::charger) == 3 && static_cast<int>(Slot::charger) == 2);

std::string field_of(const catalog::Product& product, std::string_view key) {
    const auto found = product.values.values.find(key);
    return found == product.values.values.end() ? std::string() : found->second;
}

std::string maker_of(db::Tx& tx, OrgId org) {
    const auto found = registry::find_org(tx, org);
    return found ? found->data.name : std::string();
}

std::string name_of_uscc(db::Tx& tx, std::string_view text) {
    const auto uscc = keys::Uscc::parse(text);
    if (uscc.has_error()) return {};
    const auto org = registry::find_org_by_uscc(tx, uscc.value());
    return org ? org->data.name : std::string();
}

class Gathering {
public:
    Gathering(db::Tx& tx, const events::Names& names, const auth::Actor& actor, registry::StoreId store,
              const SaleRules& rules, std::string day)
        : tx_(tx), names_(names), actor_(actor), store_(store), rules_(rules), day_(std::move(day)) {
        if (store_) here_ = codes::find_name_id(tx_, epcis::canonical(registry::store_location(store_)));
    }

    GatheredPieces run(const std::vector<std::string>& texts) {
        GatheredPieces out;
        for (const auto& text : texts) {
            auto found = events::find_scanned(tx_, names_, actor_, text);
            if (found.has_error()) {
                out.pieces.push_back({.text = text, .unknown = found.error()});
                out.found.emplace_back();
            } else {
                out.pieces.push_back(facts(text, found.value()));
                out.found.emplace_back(std::move(found).value());
            }
        }
        certificates(out);
        makers(out);
        return out;
    }

private:
    PieceFacts facts(const std::string& text, const events::Scanned& piece) {
        const auto& product = piece.product;
        PieceFacts f{.text = text,
                     .code = piece.code,
                     .family = family_of(text),
                     .slot = slot_of(product.family()),
                     .product_name = product.name,
                     .model = product.model(),
                     .maker = maker_of(tx_, product.org),
                     .tail = tail_of(tx_, names_, piece.code),
                     .edition = product.edition,
                     .status = piece.segment.state.status,
                     .standard = field_of(product, "standard")};
        place(f, piece.segment.state.location);
        if (f.status == codes::Status::sold) sold(f);
        if (f.slot) link(f, piece);
        if (const auto* programme = rules_.programme_of(product.id, day_)) f.programme = programme->name;
        for (const Family family : {Family::battery, Family::charger})
            for (const auto& a : catalog::allowed_models(product, family))
                (family == Family::battery ? f.batteries : f.chargers)
                    .push_back({name_of_uscc(tx_, a.uscc), a.uscc, a.model, a.edition});
        return f;
    }

    CodeFamily family_of(std::string_view text) const {
        const auto ecode = keys::parse_ecode(text);
        const std::string digits(ecode.has_value() ? ecode.value().text() : std::string(trim(text)));
        if (names_.directory().is_ours(digits)) return CodeFamily::ecode;
        const auto forms = codes::alias_forms(text);
        const bool gs1 = std::ranges::any_of(forms, [](const auto& form) { return form.starts_with("(01)"); });
        return gs1 ? CodeFamily::gs1 : CodeFamily::own;
    }

    // Without stores everything that is held is here; and what nobody said the place of, as for stock-outs.
    void place(PieceFacts& f, std::int64_t location) {
        f.here = !store_ || location == here_ || location == 0;
        if (f.here) return;
        const auto name = codes::name_of(tx_, location);
        const auto other = name ? registry::store_of_location(*name) : std::nullopt;
        if (const auto there = other ? registry::find_store(tx_, *other) : std::nullopt;
            there && there->org == actor_.org)
            f.place = there->name;
    }

    void sold(PieceFacts& f) {
        const auto sale = sale_of(tx_, actor_.org, f.code);
        if (!sale) return;
        f.sold = {clerk_name(tx_, sale->created_by), beijing_minute(sale->sold_at), sale->number};
    }

    // 整车三码关联 of the factory, through the platform or the interface of events.
    void link(PieceFacts& f, const events::Scanned& piece) {
        PieceFacts::Link link;
        const auto put = [&](Slot slot, const CodeAt& code) {
            link.codes[static_cast<std::size_t>(slot)] = code;
            link.tails[static_cast<std::size_t>(slot)] = tail_of(tx_, names_, code);
        };
        if (const auto assembly = events::assembly_with(tx_, *f.slot, piece.code)) {
            for (const Slot slot : events::slots) put(slot, assembly->part(slot).code);
            f.link = link;
            return;
        }
        if (*f.slot != Slot::vehicle) {
            const auto container = piece.segment.state.container;
            const auto parent = container == 0 ? std::nullopt : codes::code_of_name(tx_, container);
            if (!parent || family_at(*parent) != Family::vehicle) return;
            put(Slot::vehicle, *parent);
            f.link = link;
            return;
        }
        const auto inside = events::contents_of(tx_, {{f.code.block, f.code.counter, f.code.counter}});
        if (inside.has_error()) return;
        for (const auto& placed : inside.value())
            if (const auto slot = slot_of(family_at({placed.block, placed.segment.first}));
                slot && *slot != Slot::vehicle && placed.segment.first == placed.segment.last) {
                put(*slot, {placed.block, placed.segment.first});
                f.link = link;
            }
    }

    Family family_at(const CodeAt& code) {
        const auto block = codes::find_block(tx_, code.block);
        const auto product = block ? catalog::get_product(tx_, block->product) : Result<catalog::Product>(Error{});
        return product.has_value() ? product.value().family() : Family::none;
    }

    // Those that the law demands; the number only where its owner shows it.
    void certificates(GatheredPieces& out) {
        std::vector<ProductId> products;
        for (const auto& found : out.found) products.push_back(found ? found->product.id : ProductId{});
        const auto all = catalog::certificates_of(tx_, products);
        for (std::size_t i = 0; i < all.size(); ++i)
            for (const auto& c : all[i])
                if (std::ranges::find(catalog::mandatory_certificates, c.data.type) !=
                    std::end(catalog::mandatory_certificates))
                    out.pieces[i].certificates.push_back({.type_zh = std::string(catalog::name_zh(c.data.type)),
                                                          .number = c.data.open ? c.data.number : std::string(),
                                                          .from = c.data.valid_from,
                                                          .to = c.data.valid_to,
                                                          .ccc = c.data.type == catalog::CertificateType::ccc});
    }

    // Whether a part's producer is one that the vehicle's filing names, or stands in for it, is for the catalogue to
    // say.
    void makers(GatheredPieces& out) {
        const auto vehicle =
            std::ranges::find_if(out.found, [](const auto& f) { return f && f->product.family() == Family::vehicle; });
        if (vehicle == out.found.end()) return;
        catalog::Product asked = (*vehicle)->product;
        for (std::size_t i = 0; i < out.found.size(); ++i) {
            if (!out.found[i]) continue;
            const auto& part = out.found[i]->product;
            for (const auto& a : catalog::allowed_models((*vehicle)->product, part.family())) {
                const std::vector<catalog::AllowedModel> alone{{a.uscc, part.model(), 0}};
                asked.extras.batteries = asked.extras.chargers = alone;
                if (catalog::allows(tx_, asked, part)) out.pieces[i].makers.insert(a.uscc);
            }
        }
    }

    db::Tx& tx_;
    const events::Names& names_;
    const auth::Actor& actor_;
    registry::StoreId store_;
    const SaleRules& rules_;
    std::string day_;
    std::int64_t here_ = 0;
};

}  // namespace

GatheredPieces gather_pieces(db::Tx& tx, const events::Names& names, const auth::Actor& actor, registry::StoreId store,
                             const SaleRules& rules, std::string_view day, const std::vector<std::string>& texts) {
    return Gathering(tx, names, actor, store, rules, std::string(day)).run(texts);
}

}  // namespace yiguan::trade
