// What the transparency log says of organisations and documents (docs/formats/log-objects.md). Private to registry.
#pragma once
#include "ledger/ledger.hpp"
#include "registry/documents.hpp"
#include "registry/registry.hpp"

namespace yiguan::registry {

std::string content_of(OrgId org, const OrgVersion& version);
std::string content_of(const Document& document);

}  // namespace yiguan::registry
