#include "lookup/batch_page.hpp"

#include <fmt/format.h>

#include "keys/china/division.hpp"
#include "lookup/product_page.hpp"
#include "lookup/scan_store.hpp"

namespace yiguan::lookup {
namespace {

using dossier::Purchase;
using dossier::Sale;

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
        rows.push_back({.label_zh = p.material.empty() ? "原辅料" : p.material,
                        .label_en = p.material.empty() ? "Material" : p.material,
                        .value = joined_text({p.supplier, told("批次 ", p.lots),
                                              told("使用 ", dossier::print(p.used, p.unit)), p.date})});
    return rows;
}

std::vector<PageRow> sale_rows(const std::vector<Sale>& sales) {
    std::vector<PageRow> rows;
    for (const Sale& s : sales)
        rows.push_back(
            {.label_zh = s.seller.empty() ? "销售商" : s.seller,
             .label_en = s.seller.empty() ? "Seller" : s.seller,
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
PageInput of_product(db::Tx& tx, ProductId id, std::string_view code, Lang lang, bool large,
                     std::string_view official_address) {
    PageInput input{.verdict = Verdict::v1, .lang = lang, .large = large, .code = std::string(code)};
    const auto product = catalog::get_product(tx, id).value();
    describe_product(tx, product, {}, product.org, {}, input);
    std::erase_if(input.key_rows, [](const PageRow& row) {
        return row.kind == PageRow::Kind::code || row.kind == PageRow::Kind::factory_number ||
               row.state == PageRow::State::missing;
    });
    input.official_address = official_address;
    return input;
}

}  // namespace

std::string batch_page(db::Tx& tx, const dossier::Dossier& d, std::string_view code, Lang lang, bool large,
                       std::string_view official_address) {
    auto input = of_product(tx, d.content.product, code, lang, large, official_address);
    input.batch_number = d.content.number;
    add_dossier(tx, d, {}, input);
    return render_page(input);
}

std::string product_page(db::Tx& tx, ProductId product, std::string_view code, Lang lang, bool large,
                         std::string_view official_address) {
    auto input = of_product(tx, product, code, lang, large, official_address);
    input.batch_number = lang == Lang::en ? "as printed on the product" : "见产品标识";
    return render_page(input);
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
