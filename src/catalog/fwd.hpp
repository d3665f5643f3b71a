#pragma once

namespace yiguan::catalog {

struct Field;
struct Template;
struct FieldValues;
struct Viewer;
struct Shown;
struct Product;
struct NewFiling;

}  // namespace yiguan::catalog
