// One libcurl transfer with the limits that every gateway has. Private to message.
#pragma once
#include <curl/curl.h>

#include <memory>
#include <string>

#include "message/gateway.hpp"

namespace yiguan::message {

/// A handle for one gateway, used again and again.
class Transfer {
public:
    Transfer();
    CURL* handle() const { return handle_.get(); }
    /// Forgets the options of the last transfer and sets those that all have: limits of time, no redirect, no proxy of
    /// the environment, no signals, what comes back is dropped.
    void begin(const std::string& url, const char* protocols, const std::atomic<bool>& stopping);
    /// The transfer's end: the code that the server answered with (0: none), or why there was none.
    struct End {
        CURLcode code = CURLE_OK;
        long status = 0;
    };
    End run();

private:
    struct Free {
        void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
    };
    std::unique_ptr<CURL, Free> handle_;
};

struct FreeList {
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using CurlList = std::unique_ptr<curl_slist, FreeList>;
void append(CurlList& list, const std::string& line);

/// What the operator reads of a transfer that had no answer: "timeout", "connection refused".
std::string reason_of(CURLcode code);

}  // namespace yiguan::message
