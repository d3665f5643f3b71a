// Files and an organisation that imports them, for tests of the room, on both engines.
#pragma once
#include <fmt/format.h>

#include "catalog/test_world.hpp"
#include "imports/worker.hpp"
#include "message/message.hpp"
#include "sheet/test_files.hpp"

namespace yiguan::imports::testing {

using Lines = std::vector<std::vector<std::string>>;

class ImportTest : public catalog::testing::CatalogTest {
protected:
    static std::vector<std::string> header() {
        return {"产品名称", "产品类型", "规格型号", "执行标准", "出厂/型式检验报告", "质保期限"};
    }
    static std::vector<std::string> line(const std::string& model, const std::string& warranty = "24 个月") {
        return {"电动自行车", "整车", model, "GB 17761-2024", "R-77", warranty};
    }
    static std::string file_of(Lines lines) {
        lines.insert(lines.begin(), header());
        return sheet::testing::simple(lines);
    }

    Result<Uploaded> try_upload(const auth::Actor& actor, const std::string& bytes, Upload file = {}) {
        if (file.kind.empty()) file.kind = "B.1";
        if (file.unit.empty() && !file.kind.ends_with("-MODEL") && !file.kind.ends_with("-PRODUCT"))
            file.unit = "CAT-05-01";
        if (file.file_name.empty()) file.file_name = "产品.xlsx";
        file.bytes = bytes;
        return write([&](db::Tx& tx) { return upload(tx, actor, file, sheet::content_hash(bytes)); });
    }
    /// Uploaded and read.
    Job given_import(const std::string& bytes, Upload file = {}) {
        const auto id = try_upload(maker_, bytes, std::move(file)).value().job.id;
        Worker(*db_, options_).run_once();
        return job(id);
    }
    Job job(ImportId id) {
        return read([&](db::Tx& tx) { return read_job(tx, maker_, id); }).value();
    }
    std::vector<Row> rows(ImportId id, std::optional<RowState> state = {}) {
        return read([&](db::Tx& tx) { return list_rows(tx, maker_, id, state, 0, 100); }).value();
    }
    Result<Repaired> put(ImportId id, std::vector<CellRepair> cells) {
        return write([&](db::Tx& tx) { return repair(tx, maker_, id, cells, options_.directory); });
    }
    Result<Job> try_confirm(const Job& job) {
        return write([&](db::Tx& tx) { return confirm(tx, maker_, job.id, job.version); });
    }
    /// Confirmed and stored.
    Job store(const Job& ready) {
        EXPECT_TRUE(try_confirm(ready).has_value());
        Worker(*db_, options_).run_once();
        return job(ready.id);
    }
    std::vector<catalog::Product> filings() {
        return read([&](db::Tx& tx) { return catalog::list_products(tx, maker_, maker_.org, {}, {}, 100); })
            .value()
            .products;
    }
    std::size_t column(const Job& job, std::string_view id) {
        return read([&](db::Tx& tx) { return find_kind(tx, maker_, job.kind)->columns().column(id); });
    }

    WorkerOptions options_;
};

}  // namespace yiguan::imports::testing
