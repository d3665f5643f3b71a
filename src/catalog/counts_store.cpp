#include "catalog/catalog.hpp"

namespace yiguan::catalog {
namespace {

const db::Statement counts_sql{"catalog.counts",
                               "select status, count(*) from product where org_id = $1 group by status"};

}  // namespace

std::map<ProductStatus, std::int64_t> product_counts(db::Tx& tx, OrgId org) {
    auto rows = tx.query(counts_sql, org);
    std::map<ProductStatus, std::int64_t> counts;
    while (rows.next()) counts[static_cast<ProductStatus>(rows.integer(0))] = rows.integer(1);
    return counts;
}

}  // namespace yiguan::catalog
