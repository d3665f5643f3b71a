// The proof of one code's history (docs/formats/bundle.md): all its records, and of each what the viewer may see.
#pragma once
#include "catalog/catalog.hpp"
#include "codes/directory.hpp"
#include "events/log.hpp"
#include "ledger/index.hpp"
#include "ledger/sequencer.hpp"
#include "proof/bundle.hpp"

namespace yiguan::lookup {

/// Records of one code: what cannot be proven in a file that a telephone can check.
inline constexpr std::size_t bundle_events_max = 1'000;

/// Entries, openings, proof, commitment and claim as of the checkpoint that is published now. Without a commitment the
/// history is shown to be genuine, not complete: no run yet, or its files are being made again.
///
/// The owner of an event and the regulator of the highest permission see all of it; the consignee all but hidden
/// values; everybody else what the public page tells: step and time.
/// @return Code::overloaded when the log is not signed at present; Code::conflict beyond bundle_events_max.
/// @throws db::Fault when what is stored contradicts itself.
/// Cost: the events of the code, their records, 20 hashes a record, a few reads for each key and run.
Result<proof::Bundle> make_bundle(db::Tx& tx, const events::Names& names, const ledger::Sequencer& log,
                                  const ledger::CompletenessIndex& index, const codes::PlacedCode& placed,
                                  std::string_view code, const catalog::Viewer& viewer);

}  // namespace yiguan::lookup
