"""Rules: what the server answered, told in words, and addresses told in words."""

from tools.facts import Fact

RULES = {
    Fact.STATUS_401: """
        401/401s/401-unauthorized
        unauthorized/unauthorised error/response/exception/message
        {fails} .. unauthorized/unauthorised
        error/errors/says/get/gets/getting/returns/return/message/is unauthorized/unauthorised
        unauthorized 401""",
    Fact.STATUS_403: """
        403/403s
        forbidden error/response/exception/message
        {fails} .. forbidden
        error/errors/says/get/gets/getting/returns/return/is/message/gives forbidden
        httpforbidden""",
    Fact.STATUS_404: """
        404/404s
        error/errors/says/get/gets/getting/returns/return/message/gives/shows/with not found
        page not found
        httpnotfound""",
    Fact.STATUS_400: """
        status/http/error/code/a/returns/gets/get 400
        bad request
        400 bad/error/response""",
    Fact.STATUS_407: """
        407
        proxy authentication required""",
    Fact.STATUS_410: """
        status/http/error/code/a/returns/gets/get 410
        410 gone
        goneexception""",
    Fact.STATUS_429: """
        429/429s
        too many requests
        rate limit/limited/limits/limiting
        throttled/throttling""",
    Fact.STATUS_5XX: """
        status/http/error/code/a/returns/gets/get/got/with/an 500/502/503/504
        internal server error
        bad gateway
        service unavailable
        503/502
        500 error/internal/response/status""",
    Fact.STATUS_REDIRECT: """
        302/301/303/307/308
        status/http/answers/returns/gets redirect
        {redirect} .. {backtologin|sso}
        redirected/redirects to""",
    Fact.STATUS_200: """
        200 .. empty/nothing/html/login/anonymous/page/less/fewer/public
        status/http/answers/returns/still 200 .. empty/html/login/anonymous/page
        200 .. wrong/invalid/bad/expired/fake/revoked {pat|tok|pw|cred}
        wrong/invalid/bad/expired/fake/revoked {pat|tok|pw|cred} .. 200
        200 .. content differs/differ
        {works} .. anonymous/empty/html
        answers/returns/gives/responds/comes 200/ok with/and/but .. empty/html/login/anonymous/page""",
    Fact.NEVER_401: """
        ~ never .. 401
        403 or 404
        ~ not/no 401 .. 403/404
        403/404 .. instead/rather of/than 401
        401 is/was never
        403 and/or 404 .. never/not/no""",
    # --- words -------------------------------------------------------------------------------------------
    Fact.BODY_TOMCAT_401: """
        tomcat/html 401/error/page/html/unauthorized
        401 .. html/tomcat .. page/error/json
        401 .. {not} .. json
        html .. 401 .. tomcat/page/json
        html error page/body .. 401/json
        http status 401
        apache tomcat
        plain/bare/empty/html 401 page/html
        401 html
        html page .. instead/not .. json""",
    Fact.BODY_BARE_NOT_FOUND: """
        404 .. bare/only/just/plain title/not
        title not found
        bare/plain not found
        not found .. title/detail null
        detail null
        404 .. {not} .. names/name/say/says/mention .. object/page/space/what
        v2 .. 404 .. exists/existing
        404 .. v2 .. exists/existing""",
    Fact.BODY_NAMES_MISSING_OBJECT: """
        ~ can not/could find a/page/space/content
        404 .. names/naming/mentions .. page/space/object/id
        ~ no content/page/space found/with/exists
        ~ no page/content .. with .. id
        there is no content .. id
        content/page with/of id .. not""",
    Fact.BODY_NO_SUCH_SPACE: """
        ~ no such space
        ~ no space with/of/found/by
        space .. does not exist
        space not found
        unknown space
        space .. {not} .. found/exist/exists""",
    Fact.BODY_NULL_FOR_URI: """
        null for uri
        null for url""",
    Fact.BODY_AUTHORIZED_FALSE: """
        authorized/authorised false/:false/=false
""",
    Fact.BODY_BASIC_AUTH_FAILURE: """
        basic authentication/auth failure
        basic authentication failure
        authenticated_failed .. page/reason/basic""",
    Fact.BODY_SCOPE_MISMATCH: """
        scope/scopes .. does/do not match
        scope mismatch
        insufficient scope/scopes
        missing/lacking/lacks/insufficient/required/needs .. scope/scopes
        scope/scopes .. not/insufficient .. match/enough/sufficient/granted
        client_scope_check/failure_client_scope_check""",
    Fact.BODY_GATEWAY_UNAUTHORIZED: """
        gateway/api.atlassian.com .. bare/plain/only/just unauthorized
        code:401/code 401 .. unauthorized
        failure_client_auth
        code 401 message unauthorized""",
    Fact.HEADER_AUTH_MISMATCH: """
        failure_client_auth_mismatch
        client auth mismatch""",
    Fact.BODY_CONNECT_SESSION_TOKEN: """
        connect session auth/authentication
        failed to parse connect""",
    Fact.BODY_PASSWORD_DEPRECATED: """
        basic auth/authentication with passwords/password .. deprecated
        passwords/password .. deprecated/removed/supported/longer
        deprecated .. password/passwords/basic""",
    Fact.BODY_ENDPOINT_REMOVED: """
        endpoint/api/resource/route/method .. removed/gone/discontinued/retired/sunset
        deprecated endpoint/api/resource .. removed
        has been removed/retired/sunset
        410 gone
        goneexception""",
    Fact.BODY_IP_NOT_ALLOWED: """
        ip .. {not} .. allowed/allowlist/allowlisted/whitelist/whitelisted/list
        ip address .. rejected/blocked/denied
        ip allow/white/allowed/restrictions list/lists/listing/restriction
        ip allowlist/allowlisting/whitelist/whitelisting/restriction/restrictions
        allowlist/allowlisting/whitelisted/allowlisted""",
    Fact.BODY_SITE_SUSPENDED: """
        site/instance/account/subscription .. suspended/deactivated/inactivity/paused
        suspended_inactivity/suspended_payment
        suspended .. inactivity/payment/billing
        deactivated .. inactivity
        site is/was unavailable/suspended/deactivated""",
    Fact.BODY_CLIENT_MUST_AUTHENTICATE: """
        client must be authenticated
        must be authenticated to access""",
    Fact.BODY_BASIC_DISABLED: """
        basic auth/authentication .. disabled/off/blocked/switched/forbidden/turned/allowed/permitted
        basic authentication has been disabled
        disabled/blocks/block/disallow/turned/switched .. basic auth/authentication
        ~ basic .. not .. allowed/permitted/enabled""",
    Fact.BODY_BASIC_BLOCKED_BY_APP: """
        basic auth/authentication .. disabled/blocked .. by .. app/plugin/add/marketplace/resolution/kantega/miniorange
        app/plugin/add-on .. blocks/blocked/disables/disabled .. basic/password
        api token authentication app
        password .. disabled/blocked by .. app/plugin""",
    Fact.BODY_XSRF_FAILED: """
        xsrf check/token/validation/failed/error
        csrf check/token/validation/failed/error
        xsrf/csrf""",
    Fact.BODY_READ_ONLY: """
        read only mode
        readonly mode
        site/instance/confluence is/in/was/goes .. read only
        read only banner/message/maintenance
        banner .. read only""",
    Fact.BODY_LICENCE_EXCEEDED: """
        license/licence .. exceeded/expired/full/limit/exhausted/reached/too/invalid/ran/over
        exceeded/exceeds/over/reached/expired/hit .. license/licence/user-limit/tier/seats
        user limit/tier .. exceeded/reached/full
        too many users
        more users than .. license/licence/tier
        license/licence .. {expired}
        {expired} .. license/licence
        license/licence page/screen .. exceeded/expired/red/warning/shows""",
    Fact.BODY_TOKEN_BLOCKED_BY_ADMIN: """
        admin/administrator/organisation/organization/policy .. blocked/blocks/disabled/disallows/restricts/prohibits .. token/tokens
        api token/tokens .. blocked/disabled/disallowed/prohibited/restricted .. by/policy/admin/organisation/organization
        ~ not allowed to create/use .. token/tokens
        token .. blocked by .. admin/administrator/policy/org/organisation/organization
        authentication policy .. blocks/block/api/token/tokens/disallows
        create api token .. greyed/disabled/missing""",
    Fact.BODY_APP_BLOCKED_BY_ADMIN: """
        admin/administrator/organisation/organization/policy/site .. blocked/blocks/disabled/disallows/restricts .. app/apps/integration/third/oauth/connection/user
        app/apps/integration .. blocked/disallowed/prohibited/disabled .. by/policy/admin/site/organisation/organization
        {admin} .. approval/approve/approved .. app/integration
        user installed apps .. blocked/off/disabled/not
        app access rule/rules
        data security policy
        your admin/site/administrator .. app
        ~ not allowed .. install/authorize/authorise/connect .. app/apps""",
    Fact.BODY_PLAN_REQUIRED: """
        premium/paid/enterprise/standard plan/subscription/edition .. required/needed/only/necessary
        requires/require/need/needs a premium/paid/enterprise/standard plan/subscription/edition/licence/license
        only on/for/in/with premium/paid/enterprise plan/plans/sites/edition
        only available/possible/supported on/for/in/with premium/paid/enterprise/standard
        ~ not available .. free/plan/edition
        upgrade your/the plan""",
    Fact.BODY_WEBSUDO: """
        websudo/websudorequiredexception
        secure admin/administrator session/sessions/access
        administrator access .. re-enter/confirm/password/again
        authenticate.action/doauthenticate.action
        asks/asked/asking/prompts/prompted .. password .. again/admin/administration
        re enter/confirm .. password .. admin/administration/administrative
        temporary secure session""",
    Fact.BODY_LOGIN_PAGE_200: """
        html .. login/sign page/form .. 200/instead/json
        login/sign/log page/form/html/in .. instead/rather .. of/than .. json/data/content/page/file/answer/api
        200 .. login/html .. page/form
        returns/return/get/gets/receives/downloads/got .. html .. login/instead/page
        login page .. as/in .. string/body/answer/response/html/file/content
        json parse/decode/decoding error
        unexpected token <
        jsondecodeerror
        downloaded file .. html/login
        html instead of json""",
    Fact.BODY_SSO_LOGIN_ERROR: """
        ~ can not log you in
        after .. {sso} .. {fails}
        {sso} .. {works} ... {fails} .. confluence
        idp/okta/azure/adfs/entra/keycloak .. succeeds/accepts/ok/fine/successful .. || {fails} .. confluence
        comes/come/came/redirected/returns back .. confluence .. {fails}
        refuses/rejects/refused/rejected/fails/error/message .. after .. {sso|login|microsoft|company|corporate}
        after .. {sso|accepted} ... {fails}
        {sso} accepted/accepts .. password/login/user
        we can not log you in
        login/sign error .. after .. {sso}
        {sso} .. login .. error/fails/failed/page
        samlconsumer/saml-consumer/authentication-failed""",
    Fact.BODY_WAF_BLOCK_PAGE: """
        {waf} .. block/blocks/blocked/page/blocking/403/forbidden/refuse/refuses/denies
        blocked by .. {waf}
        block page
        attention required
        access denied .. reference/incident/ray/support
        request blocked/rejected/unsuccessful
        support id
        ray id
        incident id
        bot protection/detection/challenge
        error 1020/1010/1006
        just a moment""",
    Fact.BODY_GATEWAY_KEY_MISSING: """
        missing api/authentication/subscription/key/authorization key/token/header/data/keyid
        missing authentication
        missing subscription key
        ~ no api key found/provided/in
        invalid/missing .. keyid/api-key/subscription/client_id
        key .. missing/invalid/required .. gateway/apigee/kong
        access denied due to missing""",
    Fact.BODY_STARTING_OR_MAINTENANCE: """
        starting up
        is starting
        maintenance mode/page/window/work/message
        under maintenance
        down for maintenance
        starting/maintenance .. confluence/page/503
        setup wizard/not complete
        cluster panic""",
    Fact.BODY_INVALID_GRANT: """
        invalid_grant/unauthorized_client
        invalid grant
        refresh token .. invalid/unknown/expired/refused/rejected/revoked/used
        refresh_token .. invalid/unknown/expired/refused/rejected/revoked/used
        unknown or invalid refresh
        invalid/unknown/expired/rejected refresh token/refresh_token
        refresh/refreshing .. fails/failed/refused/rejected/403
        token refresh fails/failed/error
        refresh token .. {fails}""",
    Fact.BODY_CODE_INVALID: """
        authorization/authorisation/auth code/authorization_code .. invalid/expired/used/refused/rejected
        authorization_code .. invalid
        invalid authorization/authorisation code
        code .. expired/invalid .. exchange/token""",
    Fact.BODY_INVALID_CLIENT: """
        invalid_client
        invalid client/client_id/client-id/credentials
        client id/secret/authentication .. invalid/wrong/unknown/refused/failed
        access_denied .. unauthorized
        client .. secret .. wrong/invalid/refused""",
    Fact.BODY_AUTHORIZE_REQUEST_WRONG: """
        redirect_uri/callback .. invalid/mismatch/match/registered/wrong/not
        redirect uri/url .. mismatch/invalid/match/wrong/not/registered
        callback url .. mismatch/invalid/wrong/not/match/registered
        missing/without/lacks/forgot audience/scope/prompt/state/offline_access/response_type
        audience .. missing/wrong/not/parameter/left
        offline_access .. missing/not/without
        ~ no audience/offline_access/refresh_token/refresh-token
        ~ no refresh token .. returned/returned/received/response/comes/given
        unauthorized_client .. callback/redirect
        authorization/authorisation/consent page/screen/url .. error/wrong/refuses/fails/something
        something went wrong .. consent/authorise/authorize/callback
        invalid scope/scopes/state/request/redirect
        invalid_scope/invalid_request/redirect_uri_mismatch/unsupported_response_type""",
    Fact.CHALLENGE_OAUTH_REALM: """
        oauth realm
        www authenticate .. oauth""",
    Fact.CHALLENGE_NEGOTIATE: """
        negotiate/ntlm/spnego
        www authenticate .. negotiate/ntlm
        kerberos .. challenge/asks/wants/authentication/popup/prompt/sso/for/rest/enabled
        windows login/credentials/security popup/prompt/dialog/box
        integrated windows authentication
        browser .. popup/pop-up/prompt/dialog .. password/credentials/login/user""",
    Fact.CHALLENGE_FOREIGN_BASIC: """
        basic realm
        www authenticate .. basic
        popup/pop-up/dialog/prompt .. browser/basic/realm/password
        htpasswd/htaccess
        {proxy} .. basic realm/auth/authentication""",
    Fact.CHALLENGE_BEARER_INVALID: """
        bearer error/error=invalid_token
        invalid_token
        error=invalid_token""",
    Fact.CHALLENGE_PROXY: """
        proxy authenticate
        proxy authentication required/header
        407""",
    Fact.OAUTH1_TIMESTAMP_REFUSED: """
        timestamp_refused
        timestamp refused
        oauth_problem .. timestamp""",
    Fact.OAUTH1_SIGNATURE_INVALID: """
        signature_invalid
        oauth .. signature .. invalid/wrong/match/mismatch
        oauth_problem .. signature""",
    Fact.OAUTH1_TOKEN_REJECTED: """
        token_rejected
        oauth_problem .. token
        oauth token rejected""",
    Fact.OAUTH1_CONSUMER_UNKNOWN: """
        consumer_key_unknown
        consumer .. unknown/recognized/recognised
        unknown consumer
        oauth_problem .. consumer""",
    Fact.OAUTH1_NONCE_USED: """
        nonce_used
        nonce .. used/twice/already/replayed
        oauth_problem .. nonce""",
    Fact.OAUTH1_PERMISSION_DENIED: """
        permission_denied
        oauth_problem .. permission
        impersonat* .. {not|denied|refused}
        declined/denied/deny .. consent/access/authorisation/authorization""",
    Fact.SERAPH_OK: """
        loginreason .. ok
        seraph .. ok""",
    Fact.SERAPH_FAILED: """
        authenticated_failed
        seraph .. failed""",
    Fact.SERAPH_DENIED: """
        authentication_denied
        seraph .. denied""",
    Fact.SERAPH_NOT_AUTHORISED: """
        authorisation_failed/authorization_failed""",
    Fact.SERAPH_OUT: """
        loginreason .. out""",
    Fact.SERAPH_ABSENT_ON_BEARER_401: """
        ~ no .. seraph
        ~ without .. seraph
        seraph .. {not|missing|absent}
        seraph header/headers .. missing/absent""",
    Fact.HEADER_CAPTCHA_CHALLENGE: """
        captcha_challenge
        denied reason""",
    Fact.HEADER_EDGE_ERROR: """
        error from cloudfront
        x cache .. error""",
    Fact.HEADER_RETRY_AFTER: """
        retry after header/:
        retry-after
        ratelimit/x-ratelimit/rate-limit
        x ratelimit
        ratelimit reason""",
    Fact.HEADER_REALM_IS_OTHER_HOST: """
        realm .. other/another/different/old/internal/wrong .. host/url/hostname/address/name/domain
        realm .. {not} .. host/url/called/match""",
    Fact.ANSWERED_BEFORE_CONFLUENCE: """
        ~ request/requests/it/call .. not/never .. reach/reaches/reached/arrive/arrives .. confluence/tomcat/server/application
        ~ never reach/reaches/reached/arrives/gets
        {proxy} .. answers/answered/returns/returned/itself/responds/replied .. 401/403/302/itself/not
        answer/response/401/403 comes/came from .. {proxy}
        ~ no confluence/seraph/atlassian header/headers
        server .. cloudflare/nginx/iis/apigee/awselb
        not from confluence
        server header .. {proxy}
        x ms proxy
        answered by .. {proxy}""",
    Fact.IDENTITY_ANONYMOUS: """
        as anonymous/anonymous-user
        anonymous user/caller/type
        type anonymous/:anonymous
        type:anonymous
        treated/treats/seen/sees/taken/recognised/recognized/identified as .. anonymous/nobody/guest/not
        user current .. anonymous
        says/shows/returns/answers/gives .. anonymous
        anonymous .. returned/answer/user/current
        anonymously
        200 .. wrong/invalid/bad/expired/fake/revoked {pat|tok}
        wrong/invalid/bad/expired/fake/revoked {pat|tok} .. 200""",
    Fact.IDENTITY_KNOWN: """
        type known
        type:known
        user current .. works/200/known/returns/ok
        recognises/recognizes/identifies/knows .. me/user/account/us
        identity/who/authentication .. confirmed/ok/fine/succeeds/known
        authenticated as/fine/ok/correctly
        myself .. works/200""",
    Fact.IDENTITY_IS_SOMEBODY_ELSE: """
        user current .. another/other/different/someone/somebody/wrong
        answered/returns/returned/shows/logged/acts/runs .. as another/other/different/wrong/someone user/account/else
        other/another/wrong user/account than
        appears as/under another/other/different/wrong""",
    # --- addresses told in words -------------------------------------------------------------------------
    Fact.URL_GATEWAY: """
        @fails api.atlassian.com
        @any api.atlassian.com -{works}
        {uses|calls|sends|tried} .. api.atlassian.com
        atlassian gateway url/address/host
        gateway url/address/base""",
    Fact.URL_SITE_HOST: """
        site/instance/own/tenant url/host/address/domain
        atlassian.net address/url/host/domain/base
        {uses|calls} .. atlassian.net""",
    Fact.URL_API_V1: """
        @fails {v1}
        v1 api/endpoint/endpoints/rest
        rest api v1
        ~ not .. v2""",
    Fact.URL_API_V2: """
        @fails {v2}
        v2 api/endpoint/endpoints/rest
        rest api v2
        api v2""",
    Fact.URL_WITHOUT_WIKI: """
        ~ without/no/not .. {wikipath}
        {wikipath} .. missing/forgotten/absent/left/omitted/lacks
        missing/lacks/omitted/forgot/forgotten/lacking .. {wikipath}
        adding/add/appending/with {wikipath} .. {works|heals}
        {baseurl} ends/ending in/with/at/on atlassian.net
        {baseurl} .. {not} .. {wikipath}""",
    Fact.URL_DOUBLED_PART: """
        twice/double/doubled/duplicated/duplicate .. {wikipath|path|rest|url|context|host|suffix}
        {wikipath|path|rest|suffix|part|url} .. twice/doubled/duplicated/double""",
    Fact.URL_IS_A_PAGE_ADDRESS: """
        {baseurl|configured|config} .. page/space url/address/link
        page/space/full/browser url/address/link .. as/for/in .. base/url/config/configuration/host
        copied .. address bar/from
        url .. of a/page/space page/space
        base url .. /spaces/display/pages/viewpage.action
        space/page url/address instead""",
    Fact.URL_EXTRA_OR_MISSING_PART: """
        trailing slash
        extra/additional/superfluous .. part/path/slash/segment/suffix .. url/address/path
        context path .. missing/forgotten/wrong/not/omitted/left
        missing/wrong/without/forgot .. context path
        url .. contains/has/includes/with .. extra/additional/superfluous/display/spaces
        url/address/path is/was/looks wrong/incomplete/malformed/odd
        malformed url/address""",
    Fact.URL_UI_PATH_CALLED: """
        calls/requests/hits/requested/called .. web/ui/page/browser/html/display/spaces path/url/page/paths/urls
        library/client .. calls/requests .. /spaces
        library/client .. calls/requests .. web/ui/page
        html .. instead .. from/of .. library/client
        ui path/paths/url/urls/route/routes""",
    Fact.URL_GATEWAY_MALFORMED: """
        gateway/api.atlassian.com url/address .. wrong/malformed/missing/without/odd
        api.atlassian.com .. without/missing .. cloudid/cloud/wiki/ex
        cloudid/cloud-id/cloud .. missing/left/placeholder/literally/braces/empty
        {cloudid} .. placeholder/literally
""",
    Fact.URL_SITE_AND_GATEWAY_MIXED: """
        site/instance host/url .. and/with/plus .. gateway path
        mixed/mixing/combined/combination .. site .. gateway
        gateway path .. site host""",
    Fact.URL_DOWNLOAD_PATH: """
        @fails {download} -{write}
        {fails} .. {download}
        {download} .. {fails}
        download path/url/link/endpoint/urls/links .. {fails|redirect}
        /download/attachments
        _links.download/downloadlink""",
    Fact.URL_NON_REST_PATH: """
        .action/servlet/rss/feed url/urls/path/paths/page/pages/link
        rss feed/feeds
        servlet/servlets
        non rest path/url/paths/urls/endpoint
        {webpaths} ... {fails|redirect}
        {fails|redirect} .. {webpaths}
        viewpage.action/exportword/pdfpageexport.action""",
    Fact.URL_INTERNAL_ROUTE: """
        internal api/route/endpoint/apis/endpoints/routes
        undocumented/unofficial/private/hidden api/route/endpoint/apis/endpoints/routes
        graphql/cgraphql
        copied .. network/developer/dev tab/tools/network
        devtools/dev tools/developer tools .. request/call/endpoint
        browser .. network tab
        same call/request .. ui/browser makes/uses/sends
        batch.action""",
    Fact.URL_ADMIN_PATH: """
        {adminpage} .. {fails|redirect}
        {fails|redirect} .. {adminpage}
        /admin
        admin/administrative action/method/call/calls/methods/actions .. {fails}""",
    Fact.URL_LEGACY_RPC: """
        json rpc
        xml rpc
        jsonrpc/xmlrpc
        soap api/interface/call
        legacy rpc/soap/remote
        confluenceservice v2
        setcontentpermissions""",
    Fact.CALL_FOR_FOLDERS: """
        folder/folders/whiteboard/whiteboards/database/databases .. scope/scopes/api/endpoint/endpoints/read
        {scope} .. {not} .. offered/selectable/available/list/listed/choose/selected/appear/appears/exist/there
        {scope} .. missing/absent/nowhere .. console/list/picker/dropdown/selection/ui
        ~ can not/no .. select/choose/find/pick/tick .. scope
        read:folder:confluence
        ~ no such scope
        scope .. cannot be
""",
    # --- lines of a log, told in words -------------------------------------------------------------------
    Fact.LOG_NO_USE_PERMISSION: """
        ~ not have use permission
        use permission .. weren/not/found/lack/lacks
        lacks/lacking/without use permission""",
    Fact.LOG_SSO_USER_UNKNOWN: """
        received sso request for user
        sso/saml user .. {not} .. exist/found/exists/match
        user .. {not} .. exist/found/exists .. {sso|directory|confluence}
        the user does not exist""",
    Fact.TOLD_NAME_DIFFERS_AT_IDP: """
        {sso|nameid|claim} .. sends/send/sent/sending/passes/delivers .. email/mail/upn/nameid/userprincipalname/name/address
        nameid/username/attribute .. {not} .. match/matches/correspond/same/equal
        {sso} .. username/user/name/nameid .. differs/different/mismatch/mapping/mapped/another/other
        username mapping/format .. wrong/differs/different/nameid
        username/email .. in/at/from .. {sso} .. differs/different/not
        {email} .. changed/renamed/married .. {sso}
        case .. username .. differs/different/upper/lower""",
    Fact.TOLD_NEW_USERS_ONLY: """
        only/just new users/people/hires/employees/starters/joiners/accounts
        new users/people/hires/employees/starters/joiners/colleagues .. {fails}
        first login/time .. log/login/users/people/sign
        log/login/sign in for the first time
        users/people .. never .. logged/log in before
        existing users .. {works}
        newly added/created/provisioned/synced users/accounts/people""",
    Fact.TOLD_CALL_FORM_MATTERS: """
        variant/variants/way/ways/form/forms/version || 401/403 || another/other/second/2/two
        variant .. 401/403/404
        one/first variant/way/form .. another/other/second
        depending on how .. pass/give/send/write/set/call
        depends on how .. pass/give/send/write/set/call
        hard code/coded/coding .. {works}
        {works} .. hard code/coded/hardcoded
        hardcoded/hardcode .. {works}
        {works} .. when .. pass/passed/give/given/put/write .. instead/as/in .. argument/header/parameter/config/option/directly
        as argument .. but/while/whereas""",
    Fact.LOG_SSO_ATTRIBUTE_MISSING: """
        jitexception/jit-exception
        attribute/claim/claims .. {not|missing|absent|lacks}
        attribute/claim/claims/groups .. could not be found
        attribute/claim/claims .. missing/absent/sent
        missing/lacks .. claim/claims/attribute/attributes
        jit/just-in-time/provisioning .. {fails|claim|attribute|missing}
        just in time .. {fails}""",
    Fact.LOG_SSO_TIME_WINDOW: """
        notonorafter/notbefore/not-before
        saml/assertion/response/sso .. too/not/expired early/late/yet/old
        assertion .. expired/valid/yet/future/past
        issue instant
        {sso} .. {clock}
        time window
        issueinstant/authninstant""",
    Fact.LOG_SSO_SIGNATURE: """
        {sso|assertion|response} .. signature .. invalid/wrong/verify/verified/verification/validate/validated/failed/reject/rejected/mismatch
        signature .. {sso|assertion|certificate|response} .. invalid/fails/failed
        signature validation/verification failed/error/fails
        invalid/wrong signature
        certificate .. {not} .. match/matches
        certificate .. {sso} .. expired/wrong/old/mismatch
        invalid_client .. {sso}
        signature validation/verification .. {sso}
        {sso} .. signature validation/verification/check
        client secret .. {sso} .. expired/invalid/wrong""",
    Fact.LOG_USER_MAPPING_ROW_MISSING: """
        user_mapping
        user mapping .. missing/row/entry/not/table
        cwd_user .. but/not .. mapping/user_mapping""",
    Fact.LOG_LDAP_BAD_CREDENTIALS: """
        data 52e
        ldap .. invalid credentials
        error code 49 .. 52e
        52e""",
    Fact.LOG_LDAP_ACCOUNT_STATE: """
        data 775/532/533/701/773
        account/user/he/she .. locked .. ad/active/directory/domain/windows
        ad/domain/windows/ldap account/password .. locked/expired/disabled/must/lockout
        password .. expired/must .. ad/active/domain/windows/changed
        must change .. password
        locked out .. windows/ad/domain""",
    Fact.LOG_DIRECTORY_NOT_FUNCTIONAL: """
        directory .. is not functional
        not functional during authentication
        directory .. {not} .. functional""",
    Fact.LOG_DIRECTORY_CONNECTION: """
        directory/ldap/ad/crowd/domain .. unreachable/down/reached/connection/connect/connectivity/refused/timeout/respond/responding/offline/firewall
        communicationexception/operationfailedexception
        {not} .. connect/reach .. ldap/ad/directory/crowd/domain/controller
        ldap/directory/crowd/ldaps server/connection/sync/certificate .. down/fails/failed/unreachable/offline/refused/expired/dead/lost/test
        domain controller .. down/offline/decommissioned/replaced/unreachable/switched/retired
        bind account/user/password/dn .. expired/changed/locked/wrong/rejected
        test settings/connection .. fails/failed/error
        crowd server/is/was down/unreachable/offline
        {extdir} .. health check/connection .. {fails}
        health check .. ldap/crowd/directory .. not/rejected/established
        can not be/established .. ldap/directory/crowd""",
    Fact.LOG_CROWD_FACTORS_DIFFER: """
        validation factor/factors
        remote_address
        consistent client ip/ip-address
        crowd .. ip/address/user-agent/factors .. differ/differs/different/change/changes
        crowd .. {cookie|tok} .. ip/address
        {cookie} .. crowd .. ip/address
        reach/reaches/reached .. crowd .. different/other addresses/address/ip
        trusted proxies/proxy .. {not} .. set/configured/listed
        trusted proxies/proxy
        trusted proxy/proxies .. crowd
        crowd .. trusted proxy/proxies""",
    Fact.LOG_CROWD_AUTHENTICATOR: """
        confluencecrowdssoauthenticator
        crowd .. authenticator/sso-authenticator
        seraph config
        seraph-config/seraph-config.xml
        crowd sso
        sso authenticator""",
    Fact.LOG_JWT_QSH: """
        qsh
        query string/hash hash/mismatch
        expecting claim qsh""",
    Fact.LOG_JWT_EXPIRED: """
        jwt .. expired/yet/old/iat/exp
        expired/old jwt
        jwtexpiredexception/jwttooearly
        token used before issued
        iat .. future/past
        expired at and time is now""",
    Fact.LOG_JWT_SIGNATURE: """
        jwt .. signature .. invalid/match/mismatch/failed/verify/verification/wrong
        jwtsignaturemismatchexception
        signature .. jwt .. invalid/fails/failed/wrong
        shared secret .. {not} .. match/matches/same/valid
        shared secret .. mismatch/old/stale/changed/wrong/different/lost/outdated
        ~ signature verification failed .. jwt/connect""",
    Fact.LOG_RPC_EMPTY_USER: """
        username empty/:""
        empty user/username/principal .. rpc
        rpc .. empty user/username/name/principal
        username:""/userName:""",
    Fact.LOG_NO_LINE_FOR_REQUEST: """
        ~ no line/entry/trace/record/log/entries/lines .. access/log/logs/confluence/tomcat
        access log/logs .. {not|no|nothing|empty|silent}
        ~ not/never .. appear/appears/show/shows/seen/arrive/logged .. access/confluence/tomcat log/logs
        nothing .. in .. log/logs
        nothing/no .. confluence log/logs/access
        request/requests .. {not} .. reach/reaches/arrive/arrives/show/appear .. confluence/tomcat/log/logs/server
        logs/log show/shows/stays nothing/empty/silent""",
    Fact.LOG_ANONYMOUS_IN_ACCESS_LOG: """
        access log .. anonymous/without/dash/empty/-
        access log/logs .. user/username .. empty/anonymous/missing/blank/dash
        log/logs .. anonymous
        logged/shown as anonymous .. log""",
    Fact.LOG_OTHER_USER_NAME: """
        log/logs .. failed login/logins/attempt .. other/another/different/wrong/unknown/proxy .. user/name/account
        log/logs .. another/other/different/unexpected user/username/name/account
        failed/login .. for user/account .. {not} .. ours/mine/used/ask/expected
        log shows/names/mentions .. user/account/name i/we/nobody .. never/do/not""",
    Fact.LOG_DEACTIVATED_FLAG: """
        cwd_user .. inactive/active/deactivated/flag
        inactive/deactivated/active flag
        active .. false/=false/f .. directory/database/user
        confluence.user.deactivated
        flag .. inactive/deactivated
        shows/shown/listed/marked/says .. inactive/deactivated .. directory/user/management/confluence/admin
        user .. inactive/deactivated in .. directory/confluence/user""",
    Fact.LOG_NAME_IN_TWO_DIRECTORIES: """
        same username/user/name/account/login .. two/both/several/internal directories/directory
        two/both/several directories/user-directories
        exists/exist/present/listed .. in both/two/internal .. directories/directory
        duplicate/duplicated user/username/account/users/accounts
        directory order
        order of .. directories
        {username|account} .. both .. internal/local/ldap/ad/crowd/directory
        internal and/or/as ldap/ad/crowd/external directory/user
        {extdir} .. same user/username/name/account .. {localusers|administrator|admin}
        {localusers} .. same user/username/name .. {extdir}
        entry/user .. same user/username/name .. as/like .. {localusers|administrator|admin}""",
    Fact.TOLD_DIRECTORY_CHANGED: """
        after/since/when .. adding/added/connecting/connected/configuring/configured/integrating/integrated/switching/switched/moving/moved/migrating/setting .. {extdir}
        {extdir} .. was/were/been/got added/connected/changed/replaced/moved/migrated/reconfigured/recreated
        new user/ldap/ad/crowd directory
        user directory/directories .. {changed|added|new|removed|reordered|switched}
        {changed} .. user/ldap/directory directory/directories/order/server
        integrated confluence with {extdir}
        switched/moved/migrated from .. directory/ldap/internal/crowd to
        directory .. reordered/recreated/added""",
    Fact.LOG_TRUSTED_APP: """
        trusted application/applications/app/apps
        bad_signature/unknown_app_id/trusted-apps""",
    Fact.LOG_MIGRATION_TOKEN: """
        migration assistant/tool/agent
        cloud migration assistant
        ccma/cmac/jcma
        migration .. token .. expired/ended/invalid/401
        {migrationtool} .. token/401/expired""",
    Fact.LOG_XSRF: """
        xsrfresourcefilter
        xsrf .. log/filter/filtered
        additional xsrf checks failed""",
    # --- what people compared or looked up themselves ----------------------------------------------------
    Fact.SUBJECT_KNOWN_ON_SITE: """
        @works atlassian.net {tok|apitok|same} -{jira} -now
        site/instance url/host/address .. {works}
        {works} .. site/instance url/host/address
        {works} .. against/on/with/at .. atlassian.net
        {works} .. against .. site""",
    Fact.SUBJECT_KNOWN_ON_GATEWAY: """
        @works api.atlassian.com -{jira} -accessible
        @works gateway {tok|apitok|same}
        api.atlassian.com .. {works}
        {works} .. against/on/with/at/via/through/under .. api.atlassian.com""",
    Fact.SUBJECT_401_ON_SITE: """
        @fails atlassian.net 401 {tok|apitok|svc}
        site/instance/atlassian.net host/url/address .. 401
        401 .. on/at/from/against .. site/atlassian.net host/url/address""",
    Fact.SAME_AS_NO_CREDENTIAL: """
        same .. without .. {cred|authheader|tok|apitok|header}
        same .. with .. without .. {cred|authheader|tok|apitok|header}
        same/identical answer/response/result/error/401/403/404/status .. without/no .. {cred|tok|authheader|apitok}
        with and/or without .. {cred|tok|authheader|apitok} .. same/identical/no
        with/using and/or without .. token/credentials/header/login/authorization
        ~ no difference .. with/without
        ~ no .. {cred|tok|authheader} .. same
        without .. {cred|tok|authheader|apitok} .. same/identical/too/also
        removing/leaving/dropping/omitting/remove/omit .. {cred|tok|authheader|apitok} .. same/no/changes/nothing
        curl without .. same""",
    Fact.DIFFERS_FROM_INVENTED: """
        wrong/invented/garbage/fake/random/nonsense/invalid/bogus/dummy {tok|cred|pw|apitok|account} .. 403/404/anonymous || 401
        401 || wrong/invented/garbage/fake/random/nonsense/invalid/bogus/dummy {tok|cred|pw|apitok|account} .. {403|404|anonymous|works}
        invented/garbage/fake/random/nonsense/invalid/bogus/dummy {tok|cred|pw|apitok|account} .. {works}
        invented/garbage/fake/random/nonsense/invalid/bogus/dummy {tok|cred|pw|apitok|account} .. answered differently/different""",
    Fact.SAME_AS_INVENTED: """
        same .. wrong/invented/garbage/fake/random/nonsense/invalid/bogus/dummy/nonexistent/made .. {tok|cred|pw|apitok|account}
        wrong/invented/garbage/fake/random/nonsense/bogus/dummy/nonexistent/made .. {tok|cred|pw|apitok|account} .. same/identical/too/also
        any/random token/string/password/credentials .. same/answer/too/works""",
    Fact.JIRA_KNOWS_SUBJECT: """
        @works {jira} {tok|apitok|cred|same|token} -{browser}
        @works {jira} -{browser} -{samehost}
        same .. {jira} .. {works}
        {jira} .. {works}
        {works} .. for/in/with/against/on/at {jira}
        {jira} api/rest/calls/requests/side .. {works}""",
    Fact.JIRA_REFUSES_SUBJECT: """
        @fails {jira} {tok|apitok|same} -{samehost}
        {jira} .. also/too/as-well .. {fails}
        {jira} .. {fails} .. also/too/either
        {jira} .. refuses/rejects/denies .. {also|too|tok|apitok}
        ~ neither .. {jira}
        same .. {fails} .. {jira}
        same .. {jira} .. {fails}
        jira and confluence .. {fails}
        both jira and confluence""",
    Fact.ANONYMOUS_ACCESS_ON: """
        anonymous access/users/visitors/reading .. on/enabled/allowed/permitted/active/can/open
        public/publicly space/spaces/wiki/site/confluence/instance/readable/accessible/visible/open
        {not} .. anonymous access .. disabled
        anonymous .. can/may .. see/read/view
        site/wiki/instance/space is public/open
        open to anonymous/public""",
    Fact.ANONYMOUS_ACCESS_OFF: """
        anonymous access/users/visitors .. off/disabled/forbidden/denied/not/blocked
        ~ no anonymous access/users/reading
        ~ not .. anonymous access
        disabled/switched/turned/removed .. anonymous access""",
    Fact.CLOUD_ID_DIFFERS: """
        cloudid/cloud-id/cloud/tenant .. id .. wrong/different/another/other/differs/belongs/old/not/match
        cloudid .. wrong/different/another/other/differs/belongs/old/not
        wrong/other/different/another/old cloudid/cloud/tenant id/cloudid
        cloud id .. wrong/different/another/other/differs/belongs/old/not/jira
        cloudid from .. other/another/different/old/sandbox/production/jira""",
    Fact.OAUTH_SITE_NOT_GRANTED: """
        accessible resources .. empty/other/another/not/different/only/nothing
        consent/grant/granted/authorised/authorized .. other/another/different/wrong site/sites/instance""",
    Fact.OAUTH_SITE_GRANTED: """
        accessible resources .. lists/shows/contains/includes/returns/works/200
        accessible resources .. site""",
    Fact.SITE_RUNNING: """
        /status .. running/200
        state running
        status page/endpoint .. running""",
    Fact.OBSERVER_FINDS_NO_OBJECT: """
        admin/admins/administrator .. {not} .. find/see/open/finds/sees .. either/page/space/it
        ~ not even .. admin/admins/administrator
        admin/admins/administrator .. 404/not-found""",
    Fact.CLOCK_SKEW_LARGE: """
        clock/clocks/time/server .. minutes behind/ahead/off/apart/fast/slow
        minutes behind/ahead/fast/slow/apart
        date header .. minutes/differs/off/behind/ahead
        clock/time .. off by .. minutes/hour/hours""",
    Fact.CLOCK_SKEW_SMALL: """
        clock/clocks/time .. in sync/agree/agrees/synchronised/synchronized/identical/correct/right
        ~ no clock/time skew/drift/difference
        ntp .. works/fine/ok/running/synchronised/synchronized
        clocks agree""",
    Fact.REPEAT_SAME: """
        retry/retrying/repeating/repeat/tried/again .. same result/error/answer/401/403/404
        ~ retry/retrying/repeating .. not .. help/helps/change
        same .. every/each time
        every/each time the/same same/error
        reproducible/consistently/consistent/every-time
        always fails/401/403/404""",
    Fact.REPEAT_HEALED: """
        retry/retrying/repeating/repeat/second/rerun .. {works|heals}
        {works} .. on/at/after .. retry/second/next try/attempt/retry
        identical/same request/call .. seconds/minute/later/moment .. {works}""",
    Fact.USER_AGENT_CHANGES_OUTCOME: """
        {useragent} ... {works|200}
        chang*/different/other/setting .. {useragent} .. {works|heals}""",
}
