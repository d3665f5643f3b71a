#include "lookup/batch_page.hpp"

#include <fmt/format.h>

#include "catalog/editions.hpp"
#include "core/text.hpp"
#include "keys/china/division.hpp"
#include "lookup/product_page.hpp"
#include "lookup/scan_store.hpp"

namespace yiguan::lookup {
namespace {

using dossier::Purchase;
using dossier::Sale;

constexpr std::size_t name_shown = 40;  // characters of what is a label
constexpr std::size_t rows_shown = 10;  // of purchases and of sales; GET /api/v1/codes/{code} tells all

void add_row(std::vector<PageRow>& rows, std::string_view zh, std::string_view en, std::string value) {
    if (!value.empty())
        rows.push_back({.label_zh = std::string(zh), .label_en = std::string(en), .value = std::move(value)});
}

std::string joined_text(std::initializer_list<std::string> parts) {
    std::string out;
    for (const auto& part : parts)
        if (!part.empty()) out += (out.empty() ? "" : "，") + part;
    return out;
}

std::vector<PageRow> production_rows(const dossier::Dossier& d) {
    std::vector<PageRow> rows;
    const auto& p = d.content.production;
    add_row(rows, "生产批次号", "Batch number", d.content.number);
    add_row(rows, "生产日期", "Made on", p.date);
    add_row(rows, "有效日期", "Use by", p.expiry);
    add_row(rows, "加工数量", "Quantity", dossier::print(p.quantity, p.unit));
    return rows;
}

std::string told(std::string_view what, const std::string& value) {
    return value.empty() ? value : std::string(what) + value;
}

std::vector<PageRow> purchase_rows(const std::vector<Purchase>& purchases) {
    std::vector<PageRow> rows;
    for (const Purchase& p : purchases)
        rows.push_back({.label_zh = p.material.empty() ? "原辅料" : shorten(p.material, name_shown),
                        .label_en = p.material.empty() ? "Material" : shorten(p.material, name_shown),
                        .value = joined_text({p.supplier, told("批次 ", p.lots),
                                              told("使用 ", dossier::print(p.used, p.unit)), p.date})});
    return rows;
}

std::vector<PageRow> sale_rows(const std::vector<Sale>& sales) {
    std::vector<PageRow> rows;
    for (const Sale& s : sales)
        rows.push_back(
            {.label_zh = s.seller.empty() ? "销售商" : shorten(s.seller, name_shown),
             .label_en = s.seller.empty() ? "Seller" : shorten(s.seller, name_shown),
             .value = joined_text({keys::division_full_name(s.region), dossier::print(s.quantity, s.unit)})});
    return rows;
}

}  // namespace

void add_dossier(db::Tx& tx, const dossier::Dossier& d, const catalog::Viewer& viewer, PageInput& input) {
    for (const auto& block : dossier::blocks_of(d, viewer)) {
        PageBlock out{.title_zh = std::string(block.zh), .title_en = std::string(block.en)};
        if (block.state != catalog::Shown::State::shown)
            out.rows.push_back({.label_zh = std::string(block.zh),
                                .label_en = std::string(block.en),
                                .value = {},
                                .state = to_row(block.state)});
        else if (block.key == "production")
            out.rows = production_rows(d);
        else if (block.key == "purchases")
            out.rows = purchase_rows(d.content.purchases);
        else
            out.rows = sale_rows(dossier::opened_sales(tx, d, viewer));
        if (out.rows.size() > rows_shown) {
            const auto left_out = out.rows.size() - rows_shown;
            out.rows.resize(rows_shown);
            out.rows.push_back(
                {.label_zh = fmt::format("另有 {} 行", left_out), .label_en = fmt::format("{} more rows", left_out)});
        }
        if (!out.rows.empty()) input.batch_blocks.push_back(std::move(out));
    }
}

namespace {

/// What a page of several items shows of their product. The row of one code would tell nothing.
PageInput of_product(db::Tx& tx, const catalog::Product& product, PageInput input) {
    describe_product(tx, product, {}, product.org, {}, input);
    std::erase_if(input.key_rows, [](const PageRow& row) {
        return row.kind == PageRow::Kind::code || row.kind == PageRow::Kind::factory_number ||
               row.state == PageRow::State::missing;
    });
    return input;
}

PageInput plain(Verdict verdict, std::string_view code, Lang lang, bool large, std::string_view official_address) {
    return {.verdict = verdict,
            .lang = lang,
            .large = large,
            .code = std::string(code),
            .official_address = std::string(official_address)};
}

PageBlock note(std::string zh, std::string en) {
    return {.title_zh = "请核对实物",
            .title_en = "Please check the item itself",
            .rows = {{.label_zh = "说明", .label_en = "Note", .value = en.empty() ? std::move(zh) : std::move(en)}}};
}

void note_contested(Lang lang, PageInput& input) {
    input.batch_blocks.insert(
        input.batch_blocks.begin(),
        note("有多家企业填报了这个商品条码，请核对标签上的生产企业",
             lang == Lang::en ? "Several producers filed this bar code: compare the producer on the label" : ""));
}

constexpr int batches_looked_at = 50, segments_looked_at = 20'000;

}  // namespace

Verdict verdict_of_batch(db::Tx& tx, const dossier::Dossier& d) {
    using codes::Status;
    bool all_seen = true, recalled = false, usable = false, any = false;
    int batches = 0;
    std::int64_t segments = 0;
    dossier::each_joined(tx, d, [&](const codes::Batch& batch) {
        if (batch.count == 0) return true;
        if (++batches > batches_looked_at || segments >= segments_looked_at) {
            all_seen = false;
            return false;
        }
        const auto states = codes::states_in(tx, batch.codes(), static_cast<int>(segments_looked_at - segments));
        segments += states.segments;
        all_seen = all_seen && states.all;
        for (const Status status : states.found) {
            any = true;
            recalled = recalled || status == Status::recalled;
            usable = usable || (status != Status::frozen && status != Status::voided);
        }
        return !recalled;
    });
    if (recalled) return Verdict::v7;
    const auto product = catalog::get_product(tx, d.content.product);
    const bool published = product.has_value() && product.value().status == catalog::ProductStatus::published;
    if (!published || (any && !usable && all_seen)) return Verdict::v6;
    return all_seen ? Verdict::v1 : Verdict::v2;
}

catalog::Product product_of(db::Tx& tx, const dossier::Dossier& d) {
    auto at = d.created_at;
    dossier::each_joined(tx, d, [&](const codes::Batch& batch) {
        at = batch.created_at;
        return false;
    });
    return catalog::product_as_bound(tx, d.content.product, at).value();
}

std::string batch_page(db::Tx& tx, const dossier::Dossier& d, std::string_view code, bool contested, Lang lang,
                       bool large, std::string_view official_address) {
    auto verdict = verdict_of_batch(tx, d);
    if (contested && verdict == Verdict::v1) verdict = Verdict::v2;
    auto input = of_product(tx, product_of(tx, d), plain(verdict, code, lang, large, official_address));
    input.batch_number = d.content.number;
    add_dossier(tx, d, {}, input);
    if (contested) note_contested(lang, input);
    return render_page(input);
}

std::string product_page(db::Tx& tx, ProductId product, std::string_view code, Lang lang, bool large,
                         std::string_view official_address) {
    auto input = of_product(tx, catalog::get_product(tx, product).value(),
                            plain(Verdict::v1, code, lang, large, official_address));
    input.batch_number = lang == Lang::en ? "as printed on the product" : "见产品标识";
    return render_page(input);
}

std::string contested_page(std::string_view code, Lang lang, bool large, std::string_view official_address) {
    auto input = plain(Verdict::v2, code, lang, large, official_address);
    input.batch_number = lang == Lang::en ? "as printed on the product" : "见产品标识";
    note_contested(lang, input);
    return render_page(input);
}

std::string empty_page(std::string_view code, Lang lang, bool large, std::string_view official_address) {
    return render_page(plain(Verdict::v3, code, lang, large, official_address));
}

bool was_queried(db::Tx& tx, const codes::CodeRange& codes) {
    if (codes.last < codes.first) return false;
    const auto first = PartKey::of(codes.block, codes.first), last = PartKey::of(codes.block, codes.last);
    if (store::has_parts(tx, codes.block, first.part + 1, last.part - 1)) return true;
    const auto in_part = [&](const PartKey& key) {
        return std::ranges::any_of(store::part(tx, key), [&](const Tally& tally) {
            const auto counter = key.part * PartKey::codes + tally.offset();
            return counter >= codes.first && counter <= codes.last;
        });
    };
    return in_part(first) || (last.part != first.part && in_part(last));
}

}  // namespace yiguan::lookup
