// A maker's trace codes as files of products name them; private to the room.
#pragma once
#include <map>
#include <set>

#include "catalog/catalog.hpp"
#include "codes/directory.hpp"
#include "codes/pieces.hpp"
#include "imports/kind.hpp"
#include "sheet/check.hpp"

namespace yiguan::imports {

/// For one transaction: blocks, batches and products, each read once.
class OwnCodes {
public:
    /// @throws std::logic_error for a task without a directory.
    OwnCodes(db::Tx& tx, const Task& task);

    /// A code of the maker's own blocks, in any written form: 33 digits, marked, an address. Nothing for a forgery, for
    /// a code outside every block and for those of others, which are not told apart.
    std::optional<codes::CodeAt> place(std::string_view text) const;
    const codes::Block& block(BlockId id);
    const catalog::Product& product(ProductId id);
    const catalog::Product& product_of(const codes::CodeAt& code) { return product(block(code.block).product); }
    const codes::Batch* batch(BlockId block, BatchId id);  ///< Null for none.
    std::string text(const codes::CodeAt& code) { return directory_.text(block(code.block), code.counter); }
    /// Reads these models (model_text()) in one go; published() reads one that was not.
    void read_models(const std::set<std::string>& models);
    /// The newest published model of the family with this name; null for none.
    const catalog::Product* published(catalog::Family family, const std::string& model);
    const codes::Directory& directory() const { return directory_; }

private:
    db::Tx& tx_;
    const auth::Actor& actor_;
    const codes::Directory& directory_;
    std::map<BlockId, codes::Block> blocks_;
    std::map<ProductId, catalog::Product> products_;
    std::map<std::pair<BlockId, BatchId>, std::optional<codes::Batch>> batches_;
    std::map<std::string, std::vector<ProductId>, std::less<>> models_;
};

/// 车身颜色 that a batch was bound with; "" for none.
std::string colour_of(const codes::Batch& batch);

/// Fields of the binding step that a batch needs, as far as they are known here; names of the others in `unknown`.
json::object binding_fields(const catalog::Template& tmpl, std::string& unknown);

/// V1 of the column's 1.
std::string version_text(std::string_view column);
/// "" for versions that a person named in words.
std::string version_column(std::string_view stored);

/// How a model is compared: half-width, without blanks around it.
std::string model_text(std::string_view text);

/// Codes are enciphered counters: all that were issued for the models of the damaged rows are made again, up to this
/// many (some 0.5 s), else nothing is guessed.
inline constexpr std::int64_t mended_codes_max = 500'000;

/// Kind::mend() of a file with a column of trace codes and one of models.
sheet::RepairPlan mend_codes(db::Tx& tx, const Task& task, const sheet::Checking& checking, catalog::Family family,
                             std::size_t code_column, std::size_t model_column,
                             std::int64_t codes_max = mended_codes_max);

}  // namespace yiguan::imports
