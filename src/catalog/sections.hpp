// Sections that an organisation opens to queries or closes, one by one (FIL-33..42, GDP-67).
#pragma once
#include "catalog/catalog.hpp"

namespace yiguan::catalog {

/// Stored as these numbers; append only.
enum class Section : std::uint8_t {
    introduction = 1,       ///< 企业介绍
    qualifications = 2,     ///< 企业资质
    enterprise_filing = 3,  ///< 企业备案
    supply_filing = 4,      ///< 供货能力备案
    production_filing = 5,  ///< 生产能力备案
    video = 21,             ///< 产品视频
    attachments = 22,       ///< 附件
    extension = 23,         ///< 扩展信息
    links = 24,             ///< 相关链接
    certificates = 25,      ///< 产品证书与报告
    first_node = 64,        ///< With the numbers after it: nodes of batches, by business step.
};
enum class SectionLevel : std::uint8_t { organisation, product };

struct SectionRule {
    Section section;
    std::string_view key, zh, en;
    SectionLevel level;
    /// fill_and_show is open unless closed, owner_chooses closed unless opened.
    Openness openness;
};
std::span<const SectionRule> section_rules();
const SectionRule& rule_of(Section section);
const SectionRule* find_section(std::string_view key);

/// As the owner chose, or the default. `object`: the product of a section of products, else 0.
bool is_open(db::Tx& tx, OrgId org, Section section, std::int64_t object);
/// What this viewer may see of a section: shown, withheld (to be told of where is_told_of_closed() says so), missing.
Shown::State section_state(db::Tx& tx, const Viewer& viewer, OrgId org, Section section, std::int64_t object,
                           bool filled);

struct SectionOpening {
    Section section{};
    std::int64_t object = 0;
    bool open = false;
};
/// Sections of the organisation, and with a product those of the product: as chosen or by default.
std::vector<SectionOpening> sections_of(db::Tx& tx, OrgId org, std::optional<ProductId> product);

/// By the organisation itself, about itself or one of its products (not_found). Audited and recorded.
Result<SectionOpening> set_section(db::Tx& tx, const auth::Actor& actor, Section section, std::int64_t object,
                                   bool open);

// Nodes of a batch (FIL-38, FIL-40). What they are, and which batch is whose, is for rooms above.

struct NodeChoice {
    int step = 0;  ///< Number of the business step, 0..127.
    bool open = false;
};
std::vector<NodeChoice> node_choices(db::Tx& tx, OrgId owner, BatchId batch);
/// By the owner of the batch, which the caller has made sure of. `key`: for the audit trail. Code::conflict.
Result<void> set_node(db::Tx& tx, const auth::Actor& actor, BatchId batch, int step, bool open, std::string_view key);

}  // namespace yiguan::catalog
