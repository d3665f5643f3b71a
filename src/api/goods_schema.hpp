// What the body of a filing may have under "goods".
#pragma once
#include "api/schema.hpp"

namespace yiguan::api {

/// 商品信息 (GDP-10, GDP-11, GDP-12, GDP-14).
Schema goods_schema();

}  // namespace yiguan::api
