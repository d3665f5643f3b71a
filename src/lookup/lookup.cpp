#include "lookup/lookup.hpp"

#include <fmt/format.h>

#include "catalog/catalog_json.hpp"
#include "catalog/editions.hpp"
#include "catalog/models.hpp"
#include "codes/items.hpp"
#include "core/metrics.hpp"
#include "core/text.hpp"
#include "dossier/dossier.hpp"
#include "events/events.hpp"
#include "events/moves.hpp"
#include "keys/keys.hpp"
#include "lookup/batch_page.hpp"
#include "lookup/flow.hpp"
#include "lookup/product_page.hpp"

namespace yiguan::lookup {
namespace {

using catalog::Shown;
using catalog::Step;
using catalog::Viewer;

constexpr std::size_t shard_bytes_max = 8 * 1024 * 1024;

std::string step_en(events::BizStep step) {
    switch (step) {
        case events::BizStep::commissioning:
            return "Bound to product data";
        case events::BizStep::activating:
            return "Activated";
        case events::BizStep::shipping:
            return "Shipped";
        case events::BizStep::receiving:
            return "Received";
        case events::BizStep::retail_selling:
            return "Sold";
        default: {  // the CBV word as a phrase: void_shipping, Void shipping
            std::string text(events::name(step));
            std::ranges::replace(text, '_', ' ');
            text[0] = static_cast<char>(text[0] - 'a' + 'A');
            return text;
        }
    }
}

Viewer public_viewer() {
    return Viewer{.kind = Viewer::Kind::public_, .org = {}};
}

const std::string* shown_value(const catalog::FieldValues& values, std::string_view key) {
    const auto at = values.values.find(key);
    return at == values.values.end() ? nullptr : &at->second;
}

std::vector<Recognised> recognised(std::string_view text) {
    std::vector<Recognised> list;
    for (const auto& r : keys::recognise(text)) list.push_back({.kind_zh = r.name, .note = r.note});
    return list;
}

// A page stays under 20 KB however much was filled in: first the middle of a long flow goes, then long values are cut,
// the longest first. Everything stands in full in GET /api/v1/codes/{code}.
constexpr std::size_t page_bytes_max = 18'000;  // leaves room for the slots
constexpr std::size_t chain_steps_first = 3, chain_steps_last = 7;

void cut_values(PageInput& input, std::size_t chars) {
    const auto cut = [chars](std::vector<PageRow>& rows) {
        for (PageRow& row : rows) row.value = shorten(row.value, chars);
    };
    cut(input.key_rows);
    cut(input.report_rows);
    cut(input.maker_rows);
    for (PageBlock& block : input.batch_blocks) cut(block.rows);
    for (ChainStep& step : input.chain) cut(step.rows);
    for (std::string* text : {&input.product_name, &input.model, &input.contact_name}) *text = shorten(*text, chars);
}

PageInput fitted(PageInput input) {
    if (input.chain.size() > chain_steps_first + chain_steps_last) {
        const std::size_t left_out = input.chain.size() - chain_steps_first - chain_steps_last;
        const auto from = input.chain.begin() + static_cast<std::ptrdiff_t>(chain_steps_first);
        from[0] = ChainStep{.step_zh = fmt::format("另有 {} 步", left_out),
                            .step_en = fmt::format("{} more steps", left_out)};
        input.chain.erase(from + 1, from + static_cast<std::ptrdiff_t>(left_out));
    }
    for (const std::size_t chars : {200u, 100u, 50u, 25u}) {
        if (compile(input).bytes() <= page_bytes_max) break;
        cut_values(input, chars);
    }
    return input;
}

PageTemplate compile_to_fit(PageInput input) {
    return compile(fitted(std::move(input)));
}

Verdict verdict_of(codes::Status status) {
    switch (status) {
        case codes::Status::bound:
            return Verdict::v3;
        case codes::Status::frozen:
        case codes::Status::voided:
            return Verdict::v6;
        case codes::Status::recalled:
            return Verdict::v7;
        default:
            return Verdict::v1;
    }
}

// The others show nothing of a product: V3, and V6 of codes that were never bound, are one page for all codes.
bool has_page(const std::optional<codes::State>& state) {
    return state && state->batch && verdict_of(state->status) != Verdict::v3;
}

std::string_view name(Verdict verdict) {
    switch (verdict) {
        case Verdict::v1:
            return "V1";
        case Verdict::v2:
            return "V2";
        case Verdict::v3:
            return "V3";
        case Verdict::v4:
            return "V4";
        case Verdict::v6:
            return "V6";
        case Verdict::v7:
            return "V7";
    }
    return {};
}

metrics::Counter& pages(Verdict verdict) {
    static const auto made = [] {
        std::array<metrics::Counter*, 6> all{};
        for (const Verdict v : {Verdict::v1, Verdict::v2, Verdict::v3, Verdict::v4, Verdict::v6, Verdict::v7})
            all[static_cast<std::size_t>(v)] =
                &metrics::counter("yiguan_lookup_pages_total", "Public pages by verdict", {{"verdict", name(v)}});
        return all;
    }();
    return *made[static_cast<std::size_t>(verdict)];
}

metrics::Counter& forged() {
    static auto& made = metrics::counter("yiguan_lookup_forged_total",
                                         "Codes of this node's domain that do not decipher or lie outside every block");
    return made;
}

// Products of the e-bike chain, whose pieces are uploaded one by one (EBM-73), on a page that shows numbers.
bool names_pieces(db::Tx& tx, const codes::Batch& batch, const PageInput& input) {
    return std::ranges::find(input.key_rows, PageRow::Kind::factory_number, &PageRow::kind) != input.key_rows.end() &&
           catalog::get_product(tx, batch.product).value().family() != catalog::Family::none;
}

// What stands in the row of the number, if that is shown: the frame or serial number of the piece, else the one that
// the batch gives the code.
std::string number_of(db::Tx& tx, const codes::FactoryNumbers& numbers, bool pieces, const codes::CodeAt& code) {
    if (pieces)
        if (auto item = codes::find_item(tx, code)) {
            auto& number = item->frame_number.empty() ? item->serial_number : item->frame_number;
            if (!number.empty()) return std::move(number);
        }
    return numbers.of(code.counter);
}

}  // namespace

Resolver::Resolver(const codes::Directory& directory, const db::Changes& changes, ScanLog& scans, Settings settings)
    : directory_(directory),
      scans_(scans),
      settings_(std::move(settings)),
      host_(settings_.base_url.substr(settings_.base_url.find("//") + 2)),
      segments_(changes),
      // What can be said of a forged code is the same for all of them: it has the form of an Ecode.
      forged_(shared_pages(
          {.verdict = Verdict::v4, .recognised = recognised("2" + directory.nsi() + std::string(28, '0'))})),
      unbound_(shared_pages({.verdict = Verdict::v3})),
      voided_(shared_pages({.verdict = Verdict::v6})) {}

Resolver::Pages Resolver::shared_pages(const PageInput& input) const {
    Pages pages;
    for (const View view : {View{Lang::zh, false}, View{Lang::en, false}, View{Lang::zh, true}, View{Lang::en, true}}) {
        PageInput one = input;
        one.lang = view.lang;
        one.large = view.large;
        one.official_address = host_;
        pages[static_cast<std::size_t>(index(view))] = compile(one);
    }
    return pages;
}

std::string Resolver::address(std::string_view code) const {
    return fmt::format("{}/E={}", settings_.base_url, code);
}

std::string Resolver::unknown_page(std::string_view text, const View& view) const {
    pages(Verdict::v4).add();
    PageInput input{.verdict = Verdict::v4,
                    .lang = view.lang,
                    .large = view.large,
                    .code = shorten(text, 120),
                    .recognised = recognised(text),
                    .official_address = host_};
    return render_page(input);
}

void Resolver::forged_page(std::string_view code, const View& view, std::string& out) const {
    forged().add();
    pages(Verdict::v4).add();
    render(forged_[static_cast<std::size_t>(index(view))], {.code = code, .verdict = Verdict::v4}, out);
}

PageInput Resolver::input_of(db::Tx& tx, const codes::Batch& batch, const codes::State& state,
                             const Viewer& viewer) const {
    const auto product = catalog::product_as_bound(tx, batch.product, batch.created_at).value();
    const Nodes nodes(tx, batch);
    const auto bound = seen_through(nodes.of_binding(viewer), catalog::FieldValues::from_json(batch.field_values));
    PageInput input;
    describe_product(tx, product, bound, batch.org, viewer, input);
    if (const auto dossier = dossier::of_batch(tx, batch)) add_dossier(tx, *dossier, viewer, input);

    for (const events::Event& event : events::standing(events::history(tx, batch.block, state.chain))) {
        const auto view = nodes.view(event, viewer);
        if (view == Nodes::View::hidden) continue;
        ChainStep step{.when = beijing_minute(event.event_time),
                       .step_zh = std::string(events::name_zh(event.step)),
                       .step_en = step_en(event.step)};
        if (view == Nodes::View::step_only) {
            step.when_state = PageRow::State::withheld;
            step.when.clear();
        }
        // Bound fields stand in 关键信息 already; the flow shows the fields of the moves.
        if (const auto fields = events::step_of(event.step);
            fields && event.tmpl && event.step != events::BizStep::commissioning) {
            const auto values = seen_through(view, event.values);
            for (const Shown& s : catalog::disclose(*event.tmpl, values, std::array{*fields}, event.org, viewer)) {
                if (s.field->key == time_key(event.step)) {
                    step.when_state = to_row(s.state);
                    step.when = catalog::display(*s.field, s.value);
                } else if (s.state != Shown::State::missing) {
                    step.rows.push_back(row_of(s));
                }
            }
        }
        input.chain.push_back(std::move(step));
    }
    input.official_address = host_;
    input.qr = true;
    return input;
}

Resolver::Key Resolver::key_of(const codes::PlacedCode& placed, const codes::State& state, const View& view) {
    return {placed.block, state.batch, state.chain, verdict_of(state.status), index(view)};
}

std::shared_ptr<const Resolver::Compiled> Resolver::ready(const Key& key) {
    Shard& shard = shards_[KeyHash{}(key) % shards_.size()];
    const std::lock_guard lock(shard.mutex);
    const auto at = shard.pages.find(key);
    return at == shard.pages.end() ? nullptr : at->second;
}

std::shared_ptr<const Resolver::Compiled> Resolver::compiled(db::Tx& tx, const codes::PlacedCode& placed,
                                                             const codes::State& state, const View& view) {
    const Key key = key_of(placed, state, view);
    if (auto page = ready(key)) return page;
    const auto batch = codes::find_batch(tx, placed.block, state.batch);
    if (!batch) throw db::Fault(db::Fault::Kind::other, "a segment names a missing batch: run yiguan fsck");
    PageInput input = input_of(tx, *batch, state, public_viewer());
    input.verdict = key.verdict;
    input.lang = view.lang;
    input.large = view.large;
    const bool pieces = names_pieces(tx, *batch, input);
    auto made = std::make_shared<const Compiled>(Compiled{compile_to_fit(std::move(input)), batch->numbers, pieces});

    Shard& shard = shards_[KeyHash{}(key) % shards_.size()];
    const std::lock_guard lock(shard.mutex);
    if (shard.bytes > shard_bytes_max) {  // plain and rare: a full shard starts anew
        shard.pages.clear();
        shard.bytes = 0;
    }
    if (shard.pages.emplace(key, made).second) shard.bytes += made->page.bytes() + sizeof(Compiled);
    return made;
}

void Resolver::forget_pages() {
    for (Shard& shard : shards_) {
        const std::lock_guard lock(shard.mutex);
        shard.pages.clear();
        shard.bytes = 0;
    }
}

bool Resolver::page_from_memory(const codes::PlacedCode& placed, std::string_view code, const View& view,
                                std::string& out) {
    const auto known = segments_.find(placed.block, placed.counter);
    if (!known) return false;
    std::shared_ptr<const Compiled> page;
    if (has_page(known->state)) {
        page = ready(key_of(placed, *known->state, view));
        if (!page || (page->pieces && known->pieces)) return false;
    }
    const auto seen = scans_.record_known(placed.block, placed.counter, Channel::web);
    if (!seen) return false;
    const std::string number = page ? page->numbers.of(placed.counter) : std::string();
    fill(known->state, page.get(), number, code, view, *seen, out);
    return true;
}

void Resolver::page(db::Tx& tx, const codes::PlacedCode& placed, std::string_view code, const View& view,
                    std::string& out, Recording recording) {
    const auto known = segments_.find(placed.block, placed.counter);
    const auto state = known ? known->state : segments_.read(tx, placed.block, placed.counter);
    const auto page = has_page(state) ? compiled(tx, placed, *state, view) : nullptr;
    const Seen seen = recording == Recording::yes ? scans_.record(tx, placed.block, placed.counter, Channel::web)
                                                  : scans_.seen(tx, placed.block, placed.counter).value_or(Seen{});
    const std::string number = page ? number_of(tx, page->numbers, page->pieces, {placed.block, placed.counter}) : "";
    fill(state, page.get(), number, code, view, seen, out);
}

void Resolver::fill(const std::optional<codes::State>& state, const Compiled* compiled, std::string_view number,
                    std::string_view code, const View& view, const Seen& seen, std::string& out) const {
    Verdict verdict = state ? verdict_of(state->status) : Verdict::v3;
    if (verdict == Verdict::v1 && seen.count >= settings_.attention_count) verdict = Verdict::v2;
    pages(verdict).add();
    const std::string first = beijing_minute(seen.first);
    const auto& shared = state && state->status == codes::Status::voided ? voided_ : unbound_;
    render(compiled ? compiled->page : shared[static_cast<std::size_t>(index(view))],
           {.code = code,
            .factory_number = number,
            .verdict = verdict,
            .scan_count = seen.count,
            .first_time = first,
            .first = seen.is_first()},
           out);
}

void Resolver::alias_page(db::Tx& tx, const codes::CodeAt& at, std::string_view text, const View& view,
                          std::string& out) const {
    const auto segment = codes::find_segment(tx, at.block, at.counter);
    const auto state = segment ? std::optional(segment->state) : std::nullopt;
    PageInput input;
    std::string number;
    if (has_page(state)) {
        const auto batch = codes::find_batch(tx, at.block, state->batch);
        if (!batch) throw db::Fault(db::Fault::Kind::other, "a segment names a missing batch: run yiguan fsck");
        input = input_of(tx, *batch, *state, public_viewer());
        number = number_of(tx, batch->numbers, names_pieces(tx, *batch, input), at);
    }
    // Such a look-up is no scan, but what the scans say of the code holds for it: a copied label must not look sound.
    const Seen seen = scans_.seen(tx, at.block, at.counter).value_or(Seen{});
    input.verdict = state ? verdict_of(state->status) : Verdict::v3;
    if (input.verdict == Verdict::v1 && seen.count >= settings_.attention_count) input.verdict = Verdict::v2;
    input.lang = view.lang;
    input.large = view.large;
    input.official_address = host_;
    input.qr = false;
    input.alias = true;
    std::erase_if(input.key_rows, [](const PageRow& row) { return row.kind == PageRow::Kind::code; });
    pages(input.verdict).add();
    const Verdict verdict = input.verdict;
    const std::string first = beijing_minute(seen.first);
    render(compile_to_fit(std::move(input)),
           {.code = text,
            .factory_number = number,
            .verdict = verdict,
            .scan_count = seen.count,
            .first_time = seen.count > 0 ? std::string_view(first) : std::string_view()},
           out);
}

json::object Resolver::describe_unknown(std::string_view text) const {
    if (directory_.is_ours(text)) forged().add();
    json::array list;
    for (const auto& r : keys::recognise(text)) list.push_back(json::object{{"kind", r.name}, {"note", r.note}});
    return {{"verdict", "V4"}, {"title", "本平台未查到此码"}, {"recognised", std::move(list)}};
}

json::object Resolver::describe(db::Tx& tx, const codes::PlacedCode& placed, std::string_view code,
                                const Viewer& viewer) const {
    const auto segment = codes::find_segment(tx, placed.block, placed.counter);
    const bool inside = catalog::sees_hidden(viewer, placed.org);
    json::object out{{"code", code}, {"address", address(code)}};
    const Verdict verdict = segment ? verdict_of(segment->state.status) : Verdict::v3;
    out["verdict"] = name(verdict);
    out["status"] = segment ? codes::name(segment->state.status) : "issued";
    out["statusZh"] = segment ? codes::name_zh(segment->state.status) : "空码";
    if (inside) {
        out["block"] = to_string(placed.block);
        out["counter"] = std::to_string(placed.counter);
    }
    if (const auto seen = scans_.seen(tx, placed.block, placed.counter)) {
        out["scanCount"] = seen->count;
        out["firstScanTime"] = iso_utc(seen->first);
    }
    // A code that is not active tells strangers nothing of its product (V3).
    if (!segment || !segment->state.batch || (verdict == Verdict::v3 && !inside)) return out;
    const auto batch = codes::find_batch(tx, placed.block, segment->state.batch);
    if (!batch) throw db::Fault(db::Fault::Kind::other, "a segment names a missing batch: run yiguan fsck");
    const auto product = catalog::product_as_bound(tx, batch->product, batch->created_at).value();
    auto filed = product.values;
    filed.values.insert_or_assign("ecode", std::string(code));
    const Nodes nodes(tx, *batch);
    auto bound = seen_through(nodes.of_binding(viewer), catalog::FieldValues::from_json(batch->field_values));
    if (shown_value(bound, "factoryNumber"))
        bound.values.insert_or_assign(
            "factoryNumber",
            number_of(tx, batch->numbers, product.family() != catalog::Family::none, {placed.block, placed.counter}));

    json::array fields =
        catalog::encode(catalog::disclose(*product.tmpl, filed, std::array{Step::filing}, product.org, viewer));
    auto of_item = catalog::disclose(*product.tmpl, bound, std::array{Step::binding}, batch->org, viewer);
    std::erase_if(of_item, [](const Shown& s) { return s.value == catalog::stated_at_sale; });
    for (auto& field : catalog::encode(of_item)) fields.push_back(std::move(field));
    out["fields"] = std::move(fields);
    if (!product.pictures.empty()) out["picture"] = "/documents/" + to_string(product.pictures.front());
    out["edition"] = product.edition;
    catalog::add_parts(tx, product, viewer, out);

    if (const auto dossier = dossier::of_batch(tx, *batch)) out["batch"] = dossier::opened(tx, *dossier, viewer);
    json::array chain;
    for (const events::Event& event : events::standing(events::history(tx, batch->block, segment->state.chain))) {
        const auto view = nodes.view(event, viewer);
        if (view == Nodes::View::hidden) continue;
        json::object step{{"bizStep", events::name(event.step)}, {"nameZh", events::name_zh(event.step)}};
        if (view == Nodes::View::whole) step["disposition"] = events::name(event.disposition);
        if (const auto of = events::step_of(event.step);
            of && event.tmpl && event.step != events::BizStep::commissioning) {
            const auto values = seen_through(view, event.values);
            step["fields"] =
                catalog::encode(catalog::disclose(*event.tmpl, values, std::array{*of}, event.org, viewer));
        }
        if (!hides_time(event, viewer, view)) step["eventTime"] = iso_utc(event.event_time);
        chain.push_back(std::move(step));
    }
    out["chain"] = std::move(chain);
    return out;
}

}  // namespace yiguan::lookup
