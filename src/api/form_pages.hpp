// What the pages with forms share.
#pragma once
#include <memory>
#include <string>

#include "api/operation.hpp"
#include "lookup/form_page.hpp"
#include "lookup/lookup.hpp"

namespace yiguan::api {

lookup::View view_of(const http::Request& request);
http::Response html_page(int status, std::string body);
http::Response see_other(std::string to);
/// A fresh captcha, with what was wrong with the one before.
lookup::FormCaptcha new_captcha_of(Services& services, std::string error = {});
/// Lines as browsers end them, \r\n, with \n alone.
std::string without_returns(std::string_view text);
/// Runs `work` in a reading transaction; a page says so when the node is busy or fails.
void read_page(Services& services, std::shared_ptr<http::Responder> responder, UniqueFunction<void(db::Tx&)> work);

}  // namespace yiguan::api
