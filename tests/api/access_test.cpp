// Who may call what, in one table, against the real server. Every declared operation has its row; what is not in the
// table fails the test, so nothing is open by accident.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <sstream>

#include "api/moves.hpp"

namespace yiguan::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

// The objects named in the paths and bodies belong to the maker ("own"): its organisation, product, block, codes and
// events. The event of getEvent is its too. `other` is a producer of another organisation; `integrator` a machine of
// the maker; `given` a producer whose password the administrator chose, which has to be changed before anything else:
// till then he is a stranger where strangers may ask.
//
// ok: answered, 2xx or 3xx. may: let through; the answer is about the input or the state (2xx, 409, 413, 415, 422).
constexpr std::string_view matrix = R"(
operation              stranger own  other seller regulator top_regulator admin integrator given
home                   ok       ok   ok    ok     ok        ok            ok    ok         ok
scanLabel              ok       ok   ok    ok     ok        ok            ok    ok         ok
scan                   ok       ok   ok    ok     ok        ok            ok    ok         ok
qrSymbol               ok       ok   ok    ok     ok        ok            ok    ok         ok
verifyPage             ok       ok   ok    ok     ok        ok            ok    ok         ok
verifyScript           ok       ok   ok    ok     ok        ok            ok    ok         ok
consoleDoor            ok       ok   ok    ok     ok        ok            ok    ok         ok
console                ok       ok   ok    ok     ok        ok            ok    ok         ok
consolePage            ok       ok   ok    ok     ok        ok            ok    ok         ok
consoleItem            ok       ok   ok    ok     ok        ok            ok    ok         ok
consolePart            ok       ok   ok    ok     ok        ok            ok    ok         ok
consoleFile            404      404  404   404    404       404           404   404        404
storeDoor              ok       ok   ok    ok     ok        ok            ok    ok         ok
storeApp               ok       ok   ok    ok     ok        ok            ok    ok         ok
storeAppPage           ok       ok   ok    ok     ok        ok            ok    ok         ok
storeAppItem           ok       ok   ok    ok     ok        ok            ok    ok         ok
storeAppPart           ok       ok   ok    ok     ok        ok            ok    ok         ok
storeAppFile           404      404  404   404    404       404           404   404        404
signIn                 ok       ok   ok    ok     ok        ok            ok    ok         ok
currentSession         401      ok   ok    ok     ok        ok            ok    ok         ok
signOut                ok       ok   ok    ok     ok        ok            ok    ok         ok
changePassword         401      may  may   may    may       403           may   403        may
switchMembership       401      404  404   404    404       403           404   403        404
setUp                  403      403  403   403    403       403           403   403        403
makeCaptcha            ok       ok   ok    ok     ok        ok            ok    ok         ok
makePhoneCode          422      429  429   429    429       429           ok    429        422
signInByPhone          422      422  422   422    422       422           422   422        422
resetPassword          422      422  422   422    422       422           422   422        422
changeMe               401      may  may   may    may       403           may   403        403
changePhone            401      may  may   may    may       403           may   403        403
listRoles              401      ok   ok    ok     ok        ok            ok    ok         403
listMembers            401      ok   ok    ok     ok        403           ok    403        403
changeMember           401      403  404   404    404       403           404   403        403
suspendMember          401      403  404   404    404       403           404   403        403
restoreMember          401      403  404   404    404       403           404   403        403
resetMemberPassword    401      403  404   404    404       403           404   403        403
invite                 401      may  may   may    422       403           422   403        403
listInvitations        401      ok   ok    ok     ok        403           ok    403        403
withdrawInvitation     401      404  404   404    404       403           404   403        403
lookUpInvitation       409      409  409   409    409       409           409   409        409
acceptInvitation       409      409  409   409    409       409           409   409        409
listKeys               401      ok   ok    ok     ok        403           403   403        403
makeKey                401      409  409   409    409       403           403   403        403
revokeKey              401      404  404   404    404       403           403   403        403
registerOrganisation   may      may  may   may    may       may           may   may        may
listOrganisations      401      403  403   403    ok        ok            ok    403        403
getOrganisation        ok       ok   ok    ok     ok        ok            ok    ok         ok
resubmitOrganisation   401      may  403   403    403       403           403   may        403
reviewOrganisation     401      403  403   403    403       403           may   403        403
organisationHistory    401      ok   404   404    ok        ok            ok    ok         403
changeOrganisation     401      may  403   403    403       403           403   403        403
transferOrganisation   401      may  403   403    403       403           403   403        403
introduceOrganisation  401      may  403   403    403       403           403   403        403
suspendOrganisation    401      403  403   403    403       403           may   403        403
resumeOrganisation     401      403  403   403    403       403           may   403        403
deregisterOrganisation 401      403  403   403    403       403           may   403        403
listApplications       401      ok   ok    ok     ok        ok            ok    ok         403
getApplication         401      ok   404   404    ok        ok            ok    ok         403
claimApplication       401      403  404   404    403       403           may   403        403
releaseApplication     401      403  404   404    403       403           may   403        403
assignApplication      401      403  404   404    403       403           may   403        403
decideApplication      401      403  404   404    403       403           may   403        403
withdrawApplication    401      may  404   404    403       403           403   may        403
cancelApplication      401      403  404   404    403       403           may   403        403
getReviewRules         401      ok   ok    ok     ok        ok            ok    ok         403
setReviewRules         401      403  403   403    403       403           may   403        403
getReasonTemplates     401      ok   ok    ok     ok        ok            ok    ok         403
setReasonTemplates     401      403  403   403    403       403           may   403        403
listRegions            ok       ok   ok    ok     ok        ok            ok    ok         ok
getHelp                ok       ok   ok    ok     ok        ok            ok    ok         ok
uploadDocument         401      may  may   may    may       403           403   may        403
openShopAccount        422      422  422   422    422       422           422   422        422
registerShop           401      409  409   409    409       403           409   403        403
listStores             401      ok   ok    ok     ok        ok            403   ok         403
addStore               401      may  may   may    403       403           403   403        403
getStore               401      ok   404   404    404       404           404   ok         403
changeStore            401      may  404   404    403       403           403   403        403
setStoreStaff          401      may  404   404    403       403           403   403        403
suspendStore           401      may  404   404    403       403           403   403        403
resumeStore            401      may  404   404    403       403           403   403        403
listPartners           401      ok   ok    ok     ok        ok            ok    ok         403
addPartner             401      may  may   may    403       403           403   may        403
getPartner             401      ok   404   404    404       404           404   ok         403
changePartner          401      may  404   404    403       403           403   may        403
invitePartner          401      may  404   404    403       403           403   may        403
listDocumentPurposes   ok       ok   ok    ok     ok        ok            ok    ok         ok
getDocumentContent     404      ok   404   404    404       ok            404   ok         404
readLicence            may      may  may   may    may       may           may   may        may
listLetters            ok       ok   ok    ok     ok        ok            ok    ok         ok
getLetter              ok       ok   ok    ok     ok        ok            ok    ok         ok
getSample              ok       ok   ok    ok     ok        ok            ok    ok         ok
getDocument            404      ok   404   404    404       ok            404   ok         404
listTemplates          ok       ok   ok    ok     ok        ok            ok    ok         ok
getTemplate            ok       ok   ok    ok     ok        ok            ok    ok         ok
makeTemplate           401      403  403   403    403       403           may   403        403
saveTemplateDraft      401      403  403   403    403       403           may   403        403
publishTemplate        401      403  403   403    403       403           404   403        403
retireTemplate         401      403  403   403    403       403           may   403        403
listTemplateEditions   401      ok   ok    ok     ok        ok            ok    ok         403
previewTemplate        401      403  403   403    403       403           ok    403        403
listImportKinds        401      ok   ok    403    403       403           403   ok         403
getImportTemplate      401      ok   ok    403    403       403           403   ok         403
uploadImport           401      may  may   403    403       403           403   may        403
listImports            401      ok   ok    403    403       403           403   ok         403
getImport              401      ok   404   403    403       403           403   ok         403
listImportRows         401      may  404   403    403       403           403   may        403
repairImport           401      may  404   403    403       403           403   may        403
confirmImport          401      may  404   403    403       403           403   may        403
cancelImport           401      may  404   403    403       403           403   may        403
retryImport            401      may  404   403    403       403           403   may        403
getWrongRows           401      may  404   403    403       403           403   may        403
getCatalogue           ok       ok   ok    ok     ok        ok            ok    ok         ok
modelRules             ok       ok   ok    ok     ok        ok            ok    ok         ok
modelCodes             401      may  may   403    403       403           403   may        403
fileProduct            401      may  may   403    403       403           403   may        403
listProducts           401      ok   ok    403    ok        ok            ok    ok         403
getProduct             401      ok   404   403    ok        ok            ok    ok         403
updateProduct          401      may  404   403    403       403           403   may        403
productHistory         401      ok   404   403    ok        ok            ok    ok         403
productEditions        401      ok   404   403    ok        ok            ok    ok         403
correctProduct         401      may  404   403    403       403           403   may        403
changeProduct          401      may  404   403    403       403           403   may        403
requestTemplate        401      may  may   403    403       403           403   may        403
confirmProduct         401      404  404   403    403       403           403   404        403
previewProduct         401      may  may   403    403       403           403   may        403
listCertificates       401      ok   ok    ok     403       403           403   ok         403
addCertificate         401      may  may   may    403       403           403   may        403
getCertificate         404      404  404   404    404       404           404   404        404
updateCertificate      401      404  404   404    403       403           403   404        403
deleteCertificate      401      404  404   404    403       403           403   404        403
listDisclosureRules    ok       ok   ok    ok     ok        ok            ok    ok         ok
listSections           401      ok   ok    ok     ok        ok            ok    ok         403
setSection             401      may  may   may    403       403           403   403        403
reviewProduct          401      403  403   403    403       403           may   403        403
withdrawProduct        401      may  404   403    403       403           403   may        403
disableProduct         401      403  403   403    403       403           may   403        403
askToDisableProduct    401      may  404   403    403       403           403   may        403
applyForCodes          401      may  403   403    403       403           403   may        403
listBlocks             401      ok   ok    ok     ok        ok            ok    ok         403
getBlock               401      ok   404   404    ok        ok            ok    ok         403
listSegments           401      ok   404   404    ok        ok            ok    ok         403
downloadPackage        401      ok   404   404    403       403           403   ok         403
listCodeRates          401      ok   ok    ok     ok        ok            ok    ok         403
voidCodes              401      may  404   403    403       403           403   may        403
assemble               401      404  404   403    403       403           403   404        403
checkAssembly          401      ok   ok    403    403       403           403   ok         403
undoAssembly           401      404  404   403    403       403           403   404        403
listAssemblies         401      ok   ok    ok     ok        ok            ok    ok         403
listBareVehicles       401      ok   ok    ok     ok        ok            ok    ok         403
getAssembly            401      404  404   404    404       404           404   404        403
openBox                401      may  404   404    403       403           403   may        403
packRanges             401      may  404   404    403       403           403   may        403
packPieces             401      404  404   404    403       403           403   404        403
movePieces             401      404  404   404    403       403           403   404        403
unpackBox              401      404  404   404    403       403           403   404        403
setBoxState            401      404  404   404    403       403           403   404        403
listBoxes              401      ok   ok    ok     ok        ok            ok    ok         403
suggestBox             401      ok   ok    ok     403       403           403   ok         403
getBox                 401      404  404   404    404       404           404   404        403
getBoxContents         401      404  404   404    404       404           404   404        403
addDrum                401      404  404   403    403       403           403   404        403
cutDrum                401      404  404   403    403       403           403   404        403
listDrums              401      ok   ok    ok     ok        ok            ok    ok         403
getDrum                401      404  404   404    404       404           404   404        403
getBoxLabel            401      404  404   404    404       404           404   404        403
getDrumCertificate     401      404  404   404    404       404           404   404        403
recordProduction       401      may  404   403    403       403           403   may        403
listProduction         401      ok   ok    ok     ok        ok            ok    ok         403
suggestProduction      401      ok   ok    403    403       403           403   ok         403
undoProduction         401      404  404   403    403       403           403   404        403
bindItems              401      may  404   403    403       403           403   may        403
closeItem              401      404  404   403    403       403           403   404        403
correctItem            401      404  404   403    403       403           403   404        403
listItems              401      ok   ok    ok     ok        ok            ok    ok         403
addAlias               401      may  404   403    403       403           403   may        403
closeAlias             401      404  404   403    403       403           403   404        403
listAliases            401      ok   404   404    ok        ok            ok    ok         403
queryCodes             401      ok   ok    ok     ok        ok            ok    ok         403
listBatches            401      ok   ok    ok     ok        ok            ok    ok         403
listDossiers           401      ok   ok    ok     ok        ok            ok    ok         403
addDossier             401      may  404   403    403       403           403   may        403
getDossier             401      ok   404   404    ok        ok            ok    ok         403
updateDossier          401      may  404   403    403       403           403   may        403
deleteDossier          401      404  404   403    403       403           403   404        403
dossierHistory         401      ok   404   404    404       ok            404   ok         403
listDossierNames       401      ok   ok    ok     ok        ok            ok    ok         403
listMaterials          401      ok   ok    ok     ok        ok            ok    ok         403
getBatchSymbol         401      ok   404   404    ok        ok            ok    ok         403
getVoucher             401      ok   404   404    ok        ok            ok    ok         403
getVouchers            401      ok   404   404    ok        ok            ok    ok         403
getProductSymbols      401      ok   404   403    ok        ok            ok    ok         403
activateTraceCode      401      may  404   403    403       403           403   may        403
listBrands             401      ok   ok    403    ok        ok            ok    ok         403
addBrand               401      may  may   403    403       403           403   may        403
getBatchGraph          401      ok   404   404    ok        ok            ok    ok         403
listSellers            401      ok   ok    ok     ok        ok            ok    ok         403
addSeller              401      may  may   403    403       403           403   may        403
getSeller              401      ok   404   404    404       404           404   ok         403
updateSeller           401      may  404   403    403       403           403   may        403
deleteSeller           401      404  404   403    403       403           403   404        403
sellerHistory          401      ok   404   404    404       ok            404   ok         403
listSalesOrders        401      ok   ok    ok     ok        ok            ok    ok         403
addSalesOrder          401      may  may   403    403       403           403   may        403
getSalesOrder          401      ok   404   404    404       404           404   ok         403
updateSalesOrder       401      may  404   403    403       403           403   may        403
deleteSalesOrder       401      404  404   403    403       403           403   404        403
salesOrderHistory      401      ok   404   404    404       ok            404   ok         403
batchReportHistory     401      ok   404   404    404       ok            404   ok         403
listBatchReports       401      ok   ok    ok     ok        ok            ok    ok         403
addBatchReport         401      may  404   403    403       403           403   may        403
getBatchReport         401      ok   404   404    ok        ok            ok    ok         403
updateBatchReport      401      may  404   403    403       403           403   may        403
deleteBatchReport      401      404  404   403    403       403           403   404        403
getQuality             401      ok   ok    ok     ok        ok            404   ok         403
listQualityObjects     401      ok   ok    ok     ok        ok            404   ok         403
addQualityIgnore       401      may  may   may    403       403           403   403        403
repairQuality          401      404  404   404    404       404           404   404        403
endQualityIgnore       401      404  404   404    403       403           403   403        403
feedbackForm           ok       ok   ok    ok     ok        ok            ok    ok         ok
submitFeedback         415      415  415   415    415       415           415   415        415
followFeedback         404      404  404   404    404       404           404   404        404
watchForm              ok       ok   ok    ok     ok        ok            ok    ok         ok
askForWatch            415      415  415   415    415       415           415   415        415
confirmWatchForm       404      404  404   404    404       404           404   404        404
confirmWatch           415      415  415   415    415       415           415   415        415
endWatchForm           404      404  404   404    404       404           404   404        404
endWatch               415      415  415   415    415       415           415   415        415
listFeedback           401      ok   ok    ok     ok        ok            ok    ok         403
getFeedback            401      404  404   404    404       404           404   404        403
getFeedbackPhoto       401      404  404   404    404       404           404   404        403
readFeedbackPhone      401      404  404   404    404       404           404   404        403
acceptFeedback         401      404  404   404    404       404           404   404        403
forwardFeedback        401      404  404   404    404       404           404   404        403
replyFeedback          401      404  404   404    404       404           404   404        403
productPage            ok       ok   ok    ok     ok        ok            ok    ok         ok
batchPage              ok       ok   ok    ok     ok        ok            ok    ok         ok
getBatch               401      ok   404   404    ok        ok            ok    ok         403
getCode                ok       ok   ok    ok     ok        ok            ok    ok         ok
getBundle              ok       ok   ok    ok     ok        ok            ok    ok         ok
listCodeEvents         401      ok   403   403    ok        ok            ok    ok         403
bindCodes              401      may  403   403    403       403           403   may        403
activateCodes          401      may  may   403    403       403           403   may        403
shipCodes              401      may  may   may    403       403           403   may        403
receiveCodes           401      may  may   may    403       403           403   may        403
sellCodes              401      403  403   may    403       403           403   may        403
checkSale              401      403  403   404    403       403           403   404        403
addSale                401      403  403   404    403       403           403   404        403
listSales              401      403  403   ok     403       403           403   ok         403
getSale                401      403  403   404    403       403           403   404        403
getSaleReceipt         401      403  403   404    403       403           403   404        403
addToSale              401      403  403   404    403       403           403   404        403
getSaleRules           401      ok   ok    ok     ok        ok            ok    ok         403
putSaleRules           401      403  403   403    403       403           may   403        403
addCustomerForm        401      403  403   404    403       403           403   404        403
getCustomerForm        401      403  403   404    403       403           403   404        403
putCustomerForm        401      403  403   404    403       403           403   404        403
listCustomers          401      403  403   ok     403       403           403   ok         403
readCustomer           401      403  403   404    403       403           403   404        403
eraseCustomer          401      403  403   404    403       403           403   404        403
showCustomerForm       404      404  404   404    404       404           404   404        404
takeCustomerForm       404      404  404   404    404       404           404   404        404
addReturn              401      403  403   404    403       403           403   404        403
listReturns            401      403  403   ok     403       403           403   ok         403
getReturn              401      403  403   404    403       403           403   404        403
judgeReturn            401      403  403   404    403       403           403   404        403
addStockOut            401      422  422   422    403       403           403   422        403
listStockOuts          401      ok   ok    ok     ok        ok            ok    ok         403
getStockOut            401      404  404   404    404       404           404   404        403
getDispatchNote        401      404  404   404    404       404           404   404        403
printDispatchNote      401      404  404   404    404       404           404   404        403
sendStockOut           401      404  404   404    403       403           403   404        403
cancelStockOut         401      404  404   404    403       403           403   404        403
remindReceiver         401      404  404   404    403       403           403   404        403
findNote               401      404  404   404    404       404           404   404        403
notePage               ok       ok   ok    ok     ok        ok            ok    ok         ok
scanTexts              401      ok   ok    ok     ok        ok            403   ok         403
addStockIn             401      422  422   422    403       403           403   422        403
receiveNote            401      404  404   404    403       403           403   404        403
listStockIns           401      ok   ok    ok     ok        ok            ok    ok         403
getStockIn             401      404  404   404    404       404           404   404        403
undoStockIn            401      404  404   404    403       403           403   404        403
addDifferences         401      404  404   404    403       403           403   404        403
answerDifference       401      404  404   404    403       403           403   404        403
listStock              401      ok   ok    ok     ok        ok            ok    ok         403
listStockItems         401      ok   ok    ok     ok        ok            ok    ok         403
stockSummary           401      ok   ok    ok     ok        ok            ok    ok         403
startStocktake         401      may  may   may    403       403           403   may        403
listStocktakes         401      ok   ok    ok     ok        ok            ok    ok         403
getStocktake           401      404  404   404    404       404           404   404        403
countScans             401      404  404   404    403       403           403   404        403
finishStocktake        401      404  404   404    403       403           403   404        403
listEvents             401      ok   ok    ok     ok        ok            ok    ok         403
getEvent               401      ok   404   404    ok        ok            ok    ok         403
captureDocument          401      may  may   may    403       403           403   may        403
captureEvent             401      may  may   may    403       403           403   may        403
listCaptureJobs          401      ok   ok    ok     403       403           403   ok         403
getCaptureJob            401      404  404   404    403       403           403   404        403
epcisResources           401      ok   ok    ok     ok        ok            ok    ok         403
queryEvents              401      ok   ok    ok     ok        ok            ok    ok         403
listEventTypes           401      ok   ok    ok     ok        ok            ok    ok         403
getEventType             401      ok   ok    ok     ok        ok            ok    ok         403
queryEventsOfType        401      ok   ok    ok     ok        ok            ok    ok         403
listEpcs                 401      ok   ok    ok     ok        ok            ok    ok         403
queryEventsOfEpc         401      ok   ok    ok     ok        ok            ok    ok         403
listBizSteps             401      ok   ok    ok     ok        ok            ok    ok         403
getBizStep               401      ok   ok    ok     ok        ok            ok    ok         403
queryEventsOfBizStep     401      ok   ok    ok     ok        ok            ok    ok         403
listBizLocations         401      ok   ok    ok     ok        ok            ok    ok         403
queryEventsOfBizLocation 401      ok   ok    ok     ok        ok            ok    ok         403
listReadPoints           401      ok   ok    ok     ok        ok            ok    ok         403
queryEventsOfReadPoint   401      ok   ok    ok     ok        ok            ok    ok         403
listDispositions         401      ok   ok    ok     ok        ok            ok    ok         403
getDisposition           401      ok   ok    ok     ok        ok            ok    ok         403
queryEventsOfDisposition 401      ok   ok    ok     ok        ok            ok    ok         403
listQueries              401      ok   ok    ok     ok        ok            ok    ok         403
createQuery              401      may  may   may    may       may           may   may        403
getEpcisEvent            401      404  404   404    404       404           404   404        403
getEpc                   401      404  404   404    404       404           404   404        403
getBizLocation           401      404  404   404    404       404           404   404        403
getReadPoint             401      404  404   404    404       404           404   404        403
getQuery                 401      404  404   404    404       404           404   404        403
deleteQuery              401      404  404   404    404       404           404   404        403
queryEventsOfQuery       401      404  404   404    404       404           404   404        403
subscribe                401      404  404   404    404       404           404   404        403
listSubscriptions        401      404  404   404    404       404           404   404        403
getSubscription          401      404  404   404    404       404           404   404        403
unsubscribe              401      404  404   404    404       404           404   404        403
listDeliveries           401      404  404   404    404       404           404   404        403
retryDelivery            401      404  404   404    404       404           404   404        403
releasePageToken         401      501  501   501    501       501           501   501        403
getTrace               401      ok   404   404    ok        ok            ok    ok         403
recallReach            401      ok   ok    403    ok        ok            ok    ok         403
massBalance            401      ok   ok    ok     ok        ok            ok    ok         403
listMessages           401      ok   ok    ok     ok        ok            ok    ok         403
readMessage            401      404  404   404    404       404           404   404        403
readAllMessages        401      ok   ok    ok     ok        ok            ok    ok         403
getSetting             401      404  404   404    404       404           404   404        403
putSetting             401      ok   ok    ok     ok        ok            ok    ok         403
listOutbox             401      403  403   403    403       403           ok    403        403
retryMessage           401      403  403   403    403       403           404   403        403
listAudit              401      ok   ok    ok     ok        403           ok    403        403
getCalendar            401      ok   ok    ok     ok        ok            ok    ok         403
putCalendar            401      403  403   403    403       403           may   403        403
listLogs               ok       ok   ok    ok     ok        ok            ok    ok         ok
logCheckpoint          ok       ok   ok    ok     ok        ok            ok    ok         ok
logPolicy              ok       ok   ok    ok     ok        ok            ok    ok         ok
proveInclusion         ok       ok   ok    ok     ok        ok            ok    ok         ok
proveConsistency       ok       ok   ok    ok     ok        ok            ok    ok         ok
proveBatch             ok       ok   ok    ok     ok        ok            ok    ok         ok
logReceipt             ok       ok   ok    ok     ok        ok            ok    ok         ok
logBatchReceipt        ok       ok   ok    ok     ok        ok            ok    ok         ok
logTile1               404      404  404   404    404       404           404   404        404
logTile2               ok       ok   ok    ok     ok        ok            ok    ok         ok
logTile3               404      404  404   404    404       404           404   404        404
logTile4               404      404  404   404    404       404           404   404        404
logTile5               404      404  404   404    404       404           404   404        404
listFilings            401      ok   ok    ok     ok        ok            422   ok         403
getFiling              401      ok   ok    ok     ok        ok            422   ok         403
saveFiling             401      may  may   403    403       403           403   may        403
getWorkbench           401      ok   ok    ok     ok        ok            ok    ok         403
health                 ok       ok   ok    ok     ok        ok            ok    ok         ok
readiness              ok       ok   ok    ok     ok        ok            ok    ok         ok
metrics                ok       ok   ok    ok     ok        ok            ok    ok         ok
describe               ok       ok   ok    ok     ok        ok            ok    ok         ok
openPage               ok       ok   ok    ok     ok        ok            ok    ok         ok
)";

using Row = std::map<std::string, std::string, std::less<>>;  // caller -> expected

std::vector<std::string> words_of(const std::string& line) {
    std::istringstream in(line);
    std::vector<std::string> out;
    for (std::string word; in >> word;) out.push_back(word);
    return out;
}

std::map<std::string, Row, std::less<>> read_matrix() {
    std::map<std::string, Row, std::less<>> out;
    std::istringstream lines{std::string(matrix)};
    std::vector<std::string> callers;
    for (std::string line; std::getline(lines, line);) {
        const auto words = words_of(line);
        if (words.empty()) continue;
        if (callers.empty()) {
            callers = words;
            continue;
        }
        EXPECT_EQ(words.size(), callers.size()) << line;
        Row row;
        for (std::size_t i = 1; i < words.size(); ++i) row[callers[i]] = words[i];
        EXPECT_TRUE(out.emplace(words[0], std::move(row)).second) << words[0] << " stands twice";
    }
    return out;
}

bool as_expected(int status, const std::string& expected) {
    if (expected == "ok") return status >= 200 && status < 400;
    if (expected == "may")
        return (status >= 200 && status < 300) || status == 409 || status == 413 || status == 415 || status == 422;
    return std::to_string(status) == expected;
}

// The key that `yiguan apikey create` prints last, made beside the running server.
std::string create_key(const Server& server, const std::string& role, const std::string& org = {},
                       std::vector<std::string> more = {}) {
    std::vector<std::string> arguments{"create", "--role", role};
    if (!org.empty()) arguments.insert(arguments.end(), {"--org", org});
    arguments.insert(arguments.end(), more.begin(), more.end());
    const auto made = server.command("apikey", arguments);
    EXPECT_EQ(made.status, 0) << made.err;
    auto text = made.out;
    while (!text.empty() && text.back() == '\n') text.pop_back();
    return text.substr(text.rfind('\n') + 1);
}

class AccessTest : public ::testing::TestWithParam<db::Engine> {
protected:
    // As a session or with a key; each call on a connection of its own, so that no cookie wanders.
    struct Caller {
        std::map<std::string, std::string> cookies{};
        http::Headers headers{};
    };
    static Caller session(Party& party) { return {party.client().cookies(), {{"X-CSRF-Token", party.csrf()}}}; }
    static Caller key(const std::string& text) { return {{}, {{"Authorization", "Bearer " + text}}}; }

    http::Answer call(const Caller& caller, const std::string& method, const std::string& path,
                      const std::string& body = {}, const std::string& type = "application/json") {
        auto client = s_.server.client();
        client.cookies() = caller.cookies;
        auto headers = caller.headers;
        if (!body.empty()) headers.emplace_back("Content-Type", type);
        return client.request(method, path, headers, body);
    }

    // An approved producer whose account was made by the administrator, signed in with the password it was given.
    Party registered_by_admin(const std::string& login) {
        static int number = 8000;
        const Company company{login + "有限公司", some_uscc(++number), "某市某路2号", "020-80000000", login};
        auto body = registration(company, "producer");
        body["password"] = given_password;
        const auto made = s_.admin.must_post("/api/v1/organisations", body);
        s_.admin.must_post("/api/v1/organisations/" + text(made, "id") + "/reviews",
                           json::object{{"decision", "approve"}});
        Party party(s_.server);
        party.sign_in(login, given_password);
        return party;
    }

    Story& s_ = story(GetParam());
};

TEST_P(AccessTest, EveryOperationAndEveryRole) {
    auto expected = read_matrix();
    Party asking = s_.stranger();
    const Declared declared(asking.client());
    const auto document = upload(s_.producer, png(22));
    const auto at = s_.thousand_first + (GetParam() == db::Engine::sqlite ? 790 : 791);
    const auto bound =
        s_.producer.post("/api/v1/bindings", command(range(s_.thousand, at, at), binding_fields("2026-06-01", "ACC-")));
    ASSERT_EQ(bound.status, 201) << bound.body;
    const std::string event(bound.header("Location"));

    Party given = registered_by_admin("given");
    const std::map<std::string, Caller> callers{
        {"stranger", {}},
        {"own", session(s_.producer)},
        {"other", session(s_.other)},
        {"seller", session(s_.seller)},
        {"regulator", session(s_.regulator)},
        {"top_regulator", key(create_key(s_.server, "top_regulator", s_.regulator.organisation()))},
        {"admin", session(s_.admin)},
        {"integrator", key(create_key(s_.server, "integrator", s_.producer.organisation()))},
        {"given", session(given)},
    };
    int cells = 0;
    for (const auto& op : declared.operations()) {
        if (op.method == "OPTIONS") {  // what the standard's discovery tells is for everybody
            EXPECT_TRUE(op.declaration.at("security").as_array().empty()) << op.name();
            EXPECT_EQ(call({}, op.method, filled_path(op, s_, document, event)).status, 204) << op.name();
            continue;
        }
        const auto row = expected.find(op.id);
        ASSERT_NE(row, expected.end()) << op.name() << " (" << op.id << ") has no row: who may call it?";
        auto path = filled_path(op, s_, document, event);
        for (const auto& [name, caller] : callers) {
            std::string body, type = "application/json";
            if (op.has_json_body()) {
                auto example = filled(op, s_, document);
                if (op.id == "signIn") example = {{"login", bureau.login}, {"password", password}};
                if (op.id == "registerOrganisation") example["uscc"] = maker.uscc;  // is registered: 409
                if (op.id == "readLicence") example.clear();  // 422: reading one takes seconds of a processor
                if (op.id == "setUp") example["token"] = "used";
                if (op.id == "changePassword") example["newPassword"] = "weak";  // the others need the old one
                body = json::serialize(example);
            } else if (op.id == "uploadDocument") {
                body = png(22), type = "image/png";
            } else if (op.id == "uploadImport") {
                body = import_file({"ACCESS"}), type = "text/csv";
            }
            Caller by = caller;
            if (op.id == "signOut" && !caller.cookies.empty()) {  // not the session that the others need
                Party gone(s_.server);
                gone.sign_in(bureau.login, password);
                by = session(gone);
            }
            const auto answer = call(by, op.method, path, body, type);
            EXPECT_TRUE(as_expected(answer.status, row->second.at(name)))
                << op.id << " by " << name << ": expected " << row->second.at(name) << ", got " << answer.status << " "
                << answer.body.substr(0, 500);
            ++cells;
        }
        // The declaration and the table agree on who needs to sign in.
        EXPECT_EQ(!op.declaration.at("security").as_array().empty(), row->second.at("stranger") == "401") << op.id;
        expected.erase(row);
    }
    for (const auto& [id, row] : expected) ADD_FAILURE() << "the table names " << id << ", which is not declared";
    EXPECT_GE(cells, 9 * 38);
}

// NAT-01, C-29: the history of one item, to each as much as is its own.
TEST_P(AccessTest, ATraceTellsEachItsOwn) {
    const std::string path = "/api/v1/trace/" + s_.code(s_.million, Story::sold_at);
    EXPECT_EQ(s_.stranger().get(path).status, 401);
    const auto own = s_.producer.must_get(path);
    EXPECT_GE(own.at("events").as_array().size(), 5u) << "bound, activated, shipped, received, sold";
    const auto hidden = [](const json::object& graph) {
        return std::ranges::count_if(graph.at("events").as_array(),
                                     [](const json::value& e) { return e.as_object().contains("withheld"); });
    };
    EXPECT_EQ(hidden(own), 2) << "that it was received and sold, not when and by whom";
    EXPECT_EQ(hidden(s_.seller.must_get(path)), 3);
    EXPECT_EQ(hidden(s_.regulator.must_get(path)), 5);
    const auto picture = s_.producer.get(path + "?format=svg");
    EXPECT_EQ(picture.status, 200);
    EXPECT_EQ(picture.header("Content-Type"), "image/svg+xml; charset=utf-8");
    EXPECT_THAT(picture.body, HasSubstr("追溯图谱"));
    EXPECT_EQ(s_.other.get(path).status, 404);

    const auto reach = [&](Party& party, const std::string& format) {
        return party.send("POST", "/api/v1/recall-reach",
                          json::serialize(json::object{
                              {"ranges", json::array{json::object{{"block", s_.million},
                                                                  {"first", std::to_string(s_.million_first)},
                                                                  {"last", std::to_string(s_.million_first + 9)}}}},
                              {"format", format}}),
                          {{"Content-Type", "application/json"}, {"X-CSRF-Token", party.csrf()}});
    };
    const auto lines = reach(s_.producer, "ndjson");
    EXPECT_EQ(lines.status, 200) << lines.body;
    EXPECT_THAT(lines.body, HasSubstr("\"sold\":\"1\""));
    EXPECT_EQ(reach(s_.producer, "xlsx").body.substr(0, 2), "PK");
    EXPECT_EQ(reach(s_.other, "json").status, 403);
}

// Whoever may not call is told so, and nothing about the input.
TEST_P(AccessTest, RightsComeBeforeTheInput) {
    for (const std::string body : {"{", "{\"noSuchField\":1}", "[]"}) {
        EXPECT_EQ(call({}, "POST", "/api/v1/blocks", body).status, 401);
        EXPECT_EQ(call(session(s_.seller), "POST", "/api/v1/blocks", body).status, 403);
        EXPECT_EQ(call(session(s_.seller), "POST", "/api/v1/blocks", body, "text/plain").status, 403);
    }
}

// C-20: the first thing an account does is to choose its own password.
TEST_P(AccessTest, AGivenPasswordIsGoodForNothingButChangingIt) {
    Party party = registered_by_admin("newcomer");
    const auto who = [](Party& p) { return p.must_get("/api/v1/sessions/current"); };
    EXPECT_TRUE(who(party).at("mustChangePassword").as_bool());
    const auto refused = party.get("/api/v1/products");
    EXPECT_EQ(refused.status, 403);
    EXPECT_THAT(refused.body, HasSubstr("/problems/password_change_required"));
    EXPECT_THAT(refused.body, HasSubstr("须先修改密码"));

    const auto change = [&](Party& p, const std::string& present, const std::string& wanted, bool with_csrf = true) {
        http::Headers headers{{"Content-Type", "application/json"}};
        if (with_csrf) headers.emplace_back("X-CSRF-Token", p.csrf());
        return p.send("PUT", "/api/v1/sessions/current/password",
                      json::serialize(json::object{{"password", present}, {"newPassword", wanted}}), headers);
    };
    EXPECT_EQ(change(party, given_password, given_password).status, 422) << "the same is no change";
    EXPECT_EQ(change(party, given_password, "short").status, 422);
    EXPECT_THAT(change(party, given_password, "short").body, HasSubstr("\"pointer\":\"/newPassword\""));
    EXPECT_EQ(change(party, given_password, password, false).status, 403) << "without the CSRF token";
    EXPECT_EQ(party.get("/api/v1/products").status, 403);

    Party elsewhere(s_.server);
    elsewhere.sign_in("newcomer", given_password);
    party.change_password(given_password, password);
    EXPECT_FALSE(who(party).at("mustChangePassword").as_bool());
    EXPECT_EQ(party.get("/api/v1/products").status, 200);
    EXPECT_EQ(elsewhere.get("/api/v1/sessions/current").status, 401) << "other sessions end";
    EXPECT_EQ(call({}, "POST", "/api/v1/sessions",
                   json::serialize(json::object{{"login", "newcomer"}, {"password", given_password}}))
                  .status,
              401);
    // A session that was left open is good for one guess.
    EXPECT_EQ(change(party, "not-the-password-1", "another-good-one-26").status, 401);
    EXPECT_EQ(party.get("/api/v1/sessions/current").status, 401);
}

TEST_P(AccessTest, KeysActForTheirOrganisationWithTheirRoles) {
    const auto text = create_key(s_.server, "integrator", s_.producer.organisation());
    ASSERT_THAT(text, StartsWith("yk_"));
    // At once, beside the running server; no CSRF token is needed, a cookie beside it is not looked at.
    const auto block = json::serialize(json::object{{"product", s_.product}, {"quantity", "3"}});
    const auto made = call(key(text), "POST", "/api/v1/blocks", block);
    EXPECT_EQ(made.status, 201) << made.body;
    EXPECT_EQ(testing::text(object_of(made), "organisation"), s_.producer.organisation());
    auto both = key(text);
    both.cookies = s_.seller.client().cookies();
    EXPECT_EQ(call(both, "POST", "/api/v1/blocks", block).status, 201);
    const auto who = object_of(call(both, "GET", "/api/v1/sessions/current"));
    EXPECT_EQ(testing::text(who, "organisation"), s_.producer.organisation());
    EXPECT_EQ(json::serialize(who.at("roles")), R"(["integrator"])");
    EXPECT_FALSE(who.contains("csrfToken"));
    // What it records names its technical user's organisation; its user cannot sign in.
    EXPECT_EQ(call({}, "POST", "/api/v1/sessions",
                   json::serialize(json::object{{"login", testing::text(who, "login")}, {"password", "yk"}}))
                  .status,
              401);
    // The key is in no log and no answer.
    EXPECT_EQ(s_.server.log().find(text), std::string::npos);
    EXPECT_EQ(s_.server.log().find(text.substr(text.rfind('_') + 1)), std::string::npos);
}

TEST_P(AccessTest, KeysThatAreNotGood) {
    const auto good = create_key(s_.server, "integrator", s_.producer.organisation());
    auto altered = good;
    altered.back() = altered.back() == 'A' ? 'B' : 'A';
    for (const auto& bad : {std::string(), std::string("yk_"), altered, "yk_1" + good.substr(4), good + "x",
                            good.substr(0, good.size() - 1), std::string(5000, 'k'), std::string("Basic abc")}) {
        const auto answer = call(key(bad), "GET", "/api/v1/blocks");
        EXPECT_EQ(answer.status, 401) << bad;
        if (bad.empty()) continue;
        EXPECT_THAT(std::string(answer.header("WWW-Authenticate")), StartsWith("Bearer ")) << bad;
        // A wrong key is refused also where a stranger is let in: it was meant to be somebody.
        EXPECT_EQ(call(key(bad), "GET", "/api/v1/codes/" + s_.code(s_.thousand, 3)).status, 401);
    }
    // Nor does a cookie help a wrong key.
    auto both = key(altered);
    both.cookies = s_.producer.client().cookies();
    EXPECT_EQ(call(both, "GET", "/api/v1/blocks").status, 401);

    EXPECT_EQ(call(key(good), "GET", "/api/v1/blocks").status, 200);
    const auto id = good.substr(3, good.find('_', 3) - 3);
    EXPECT_EQ(s_.server.command("apikey", {"revoke", id}).status, 0);
    EXPECT_EQ(call(key(good), "GET", "/api/v1/blocks").status, 401);
    const auto listed = s_.server.command("apikey", {"list", "--org", s_.producer.organisation()});
    EXPECT_THAT(listed.out, HasSubstr(id));
    EXPECT_THAT(listed.out, HasSubstr("revoked"));
    EXPECT_EQ(listed.out.find(good.substr(good.find('_', 3) + 1)), std::string::npos) << "a list shows no secrets";
}

// Without --org it belongs to the node's own organisation, which is made once.
TEST_P(AccessTest, KeysOfTheNode) {
    const auto one = create_key(s_.server, "platform_admin"), two = create_key(s_.server, "regulator,integrator");
    const auto who = object_of(call(key(one), "GET", "/api/v1/sessions/current"));
    EXPECT_EQ(text(who, "organisation"),
              text(object_of(call(key(two), "GET", "/api/v1/sessions/current")), "organisation"));
    const auto org = object_of(call(key(one), "GET", "/api/v1/organisations/" + text(who, "organisation")));
    EXPECT_EQ(text(org, "status"), "approved");
    EXPECT_EQ(json::serialize(org.at("kinds")), R"(["platform_operator"])");
    EXPECT_EQ(call(key(one), "GET", "/api/v1/organisations").status, 200);
    for (const auto& bad : std::vector<std::vector<std::string>>{{"--role", "emperor"},
                                                                 {"--role", ""},
                                                                 {"--role", "integrator", "--days", "0"},
                                                                 {"--role", "integrator", "--days", "4000"},
                                                                 {"--role", "integrator", "--org", "99"},
                                                                 {"--role", "integrator", "--org", "x"}}) {
        auto arguments = bad;
        arguments.insert(arguments.begin(), "create");
        const auto made = s_.server.command("apikey", arguments);
        EXPECT_NE(made.status, 0) << bad.at(1);
        EXPECT_EQ(made.out.find("yk_"), std::string::npos);
    }
}

INSTANTIATE_TEST_SUITE_P(Engines, AccessTest, ::testing::Values(db::Engine::sqlite, db::Engine::postgresql),
                         db::testing::engine_name);

}  // namespace
}  // namespace yiguan::testing
