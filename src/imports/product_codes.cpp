#include "imports/product_codes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <stdexcept>

#include "catalog/filed.hpp"
#include "catalog/models.hpp"
#include "core/text.hpp"
#include "keys/keys.hpp"
#include "mint/mint.hpp"

namespace yiguan::imports {
namespace {

using codes::Block;

constexpr std::size_t blocks_named_max = 5;

const codes::Directory& directory_of(const Task& task) {
    if (!task.directory) throw std::logic_error("trace codes are read without a directory");
    return *task.directory;
}

/// The maker's blocks of these models.
std::vector<Block> blocks_of(db::Tx& tx, OrgId org, OwnCodes& own, catalog::Family family,
                             const std::set<std::string>& models) {
    constexpr int page_size = 100;
    std::vector<Block> out;
    BlockId before{};
    for (bool more = true; more;) {
        const auto page = codes::list_blocks(tx, org, before, page_size);
        more = page.size() == page_size;
        for (const Block& block : page) {
            before = block.id;
            const auto& product = own.product(block.product);
            if (product.family() == family && models.contains(model_text(product.model()))) out.push_back(block);
        }
    }
    return out;
}

/// Counters of a block that were never voided while they were free.
std::vector<codes::CodeRange> living(db::Tx& tx, const Block& block) {
    const codes::CodeRange whole{block.id, block.first, block.last};
    if (block.voided == 0) return {whole};
    std::vector<codes::CodeRange> out;
    std::int64_t next = block.first;
    for (const auto& [id, segment] : codes::segments_of(tx, {whole})) {
        if (segment.state.batch) continue;
        if (segment.first > next) out.push_back({id, next, segment.first - 1});
        next = segment.last + 1;
    }
    if (next <= block.last) out.push_back({block.id, next, block.last});
    return out;
}

/// What templates of vehicles ask for at the binding and no column tells: the certificate of conformity, which has a
/// column, says that the vehicle passed; battery and charger come to it at the sale (EBM-93, EBS-29).
struct Implied {
    std::string_view field, value;
};
constexpr Implied all_implied[] = {
    {"inspectionConclusion", "合格"},
    {"batteryNumber", catalog::stated_at_sale},
    {"chargerNumber", catalog::stated_at_sale},
};

std::string names_of(const std::vector<Block>& blocks) {
    std::string out;
    for (std::size_t i = 0; i < std::min(blocks.size(), blocks_named_max); ++i)
        out += fmt::format("{}{}", i == 0 ? "" : "、", to_string(blocks[i].id));
    if (blocks.size() > blocks_named_max) out += fmt::format(" 等 {} 个", blocks.size());
    return out;
}

}  // namespace

OwnCodes::OwnCodes(db::Tx& tx, const Task& task) : tx_(tx), actor_(task.actor), directory_(directory_of(task)) {}

std::optional<codes::CodeAt> OwnCodes::place(std::string_view text) const {
    const auto ecode = keys::parse_ecode(text);
    const auto placed = directory_.place(ecode.has_value() ? std::string_view(ecode.value().text()) : text);
    if (!placed || placed->org != actor_.org) return std::nullopt;
    return codes::CodeAt{placed->block, placed->counter};
}

const Block& OwnCodes::block(BlockId id) {
    const auto at = blocks_.find(id);
    return at != blocks_.end() ? at->second : blocks_.emplace(id, codes::get_block(tx_, id).value()).first->second;
}

const catalog::Product& OwnCodes::product(ProductId id) {
    const auto at = products_.find(id);
    return at != products_.end() ? at->second
                                 : products_.emplace(id, catalog::get_product(tx_, id).value()).first->second;
}

const codes::Batch* OwnCodes::batch(BlockId block_id, BatchId id) {
    const auto [at, fresh] = batches_.try_emplace({block_id, id});
    if (fresh) at->second = codes::find_batch(tx_, block_id, id);
    return at->second ? &*at->second : nullptr;
}

void OwnCodes::read_models(const std::set<std::string>& models) {
    const std::vector<std::string> wanted(models.begin(), models.end());
    auto found = catalog::find_published(tx_, actor_.org, wanted);
    for (std::size_t i = 0; i < wanted.size(); ++i) models_[wanted[i]] = std::move(found[i]);
}

const catalog::Product* OwnCodes::published(catalog::Family family, const std::string& model) {
    if (!models_.contains(model)) read_models({model});
    for (const ProductId id : models_[model])
        if (const auto& found = product(id); found.family() == family) return &found;
    return nullptr;
}

json::object binding_fields(const catalog::Template& tmpl, std::string& unknown) {
    json::object out;
    for (const auto& field : tmpl.fields) {
        if (field.step != catalog::Step::binding || field.required != catalog::Required::always ||
            !field.fixed_value.empty() || field.key == "productionDate" || field.key == "factoryNumber")
            continue;
        const auto known = std::ranges::find(all_implied, field.key, &Implied::field);
        if (known != std::end(all_implied))
            out[field.key] = known->value;
        else
            unknown += (unknown.empty() ? "" : "、") + field.name_zh;
    }
    return out;
}

std::string version_text(std::string_view column) {
    return fmt::format("V{}", column);
}
std::string version_column(std::string_view stored) {
    if (!stored.starts_with('V') || stored.size() < 2) return {};
    stored.remove_prefix(1);
    return std::ranges::all_of(stored, is_digit) ? std::string(stored) : std::string();
}

std::string colour_of(const codes::Batch& batch) {
    const auto bound = catalog::FieldValues::from_json(batch.field_values);
    const auto colour = bound.values.find("bodyColour");
    return colour == bound.values.end() ? std::string() : colour->second;
}

std::string model_text(std::string_view text) {
    return fold_width(trim(text));
}

sheet::RepairPlan mend_codes(db::Tx& tx, const Task& task, const sheet::Checking& checking, catalog::Family family,
                             std::size_t code_column, std::size_t model_column, std::int64_t codes_max) {
    std::map<std::size_t, std::string> lost;  // the models that the rows name
    std::set<std::string> models;
    for (std::size_t i = 0; i < checking.total(); ++i) {
        if (!checking.cell(i, code_column).precision_lost) continue;
        const auto& model = lost[i] = model_text(checking.row(i).values[model_column]);
        if (!model.empty()) models.insert(model);
    }
    sheet::RepairPlan plan{.column = code_column};
    if (lost.empty()) return plan;
    OwnCodes own(tx, task);
    const auto blocks = blocks_of(tx, task.actor.org, own, family, models);
    std::int64_t issued = 0;
    for (const Block& block : blocks) issued += std::min(block.size() - block.voided, codes_max + 1 - issued);
    const bool bounded = issued <= codes_max;
    std::map<std::string, std::vector<Block>> of_model;
    for (const Block& block : blocks) of_model[model_text(own.product(block.product).model())].push_back(block);
    if (bounded) {
        plan =
            sheet::plan_repair(checking, code_column,
                               {.blocks = {}, .each = [&](const std::function<void(std::string_view)>& visit) {
                                    char code[mint::code_digits];
                                    for (const Block& block : blocks) {
                                        const auto& minter = own.directory().minter(block.epoch);
                                        for (const auto& range : living(tx, block))
                                            for (std::int64_t counter = range.first; counter <= range.last; ++counter) {
                                                minter.mint(counter, code);
                                                visit({code, sizeof code});
                                            }
                                    }
                                }});
    } else {
        for (const auto& [index, model] : lost)
            plan.unsolved.push_back(
                {index, {}, fmt::format("尾数已丢失，本企业这些型号的追溯码超过 {} 个，不能逐一核对", codes_max)});
    }
    // What fits the digits has to fit the row as well.
    std::erase_if(plan.proposals, [&](const sheet::Proposal& one) {
        const auto code = own.place(one.code);
        const std::string model = code ? model_text(own.product_of(*code).model()) : std::string();
        if (model == lost.at(one.index)) return false;
        plan.unsolved.push_back(
            {one.index, one.kept,
             fmt::format("尾数已丢失，以这些数字开头的追溯码是为型号 {} 申请的，与本行不同", model)});
        return true;
    });
    for (auto& one : plan.unsolved) {
        const auto searched = of_model.find(lost.at(one.index));
        one.reason += searched == of_model.end() ? "；本企业没有为本行的型号申请过追溯码"
                                                 : fmt::format("；已查找申码单 {}", names_of(searched->second));
    }
    return plan;
}

}  // namespace yiguan::imports
