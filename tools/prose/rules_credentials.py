"""Rules: what was sent, what kind of secret it is, its scopes, its state and what was tried with it."""

from tools.facts import Fact

RULES = {
    # --- comparisons -------------------------------------------------------------------------------------
    Fact.TOLD_OTHER_CLIENT_WORKS: """
        @works {curl} -{browser} -{othertok} -{othermachine} -now
        {curl} ... {works}
        {works} .. in/with/from/using/via/through/on {curl}
        same token/credentials/request/call/header/user/key/pat/account .. {works} .. {curl}
        with/using/in/from {curl} .. {works}
        with/using/in {curl} i/we get/see/can .. pages/data/page/results/content
        {curl} .. returns/return/gives/gets/shows .. data/pages/page/result/results/expected/json/content/200
        @works {script} same -{browser} -{othertok} -{otherendpoints} -{v1} -{v2}""",
    Fact.TOLD_OTHER_MACHINE_WORKS: """
        @works {othermachine} -{curl}
        @works {othermachine} same
        {works} .. on/from/in {othermachine}
        machines/computers/laptops/servers/pcs/hosts || {fails} || {works}
        on the other/second/another {works}
        {works} on the other/second/another/one
        {othermachine} ... {works} ... {fails}
        {works} locally
        locally .. {works}
        only {fails} .. in/on ci/server/production/container/docker/pipeline/jenkins
        only .. {fails} .. in/on/inside/from ci/production/container/docker/pipeline/jenkins/kubernetes""",
    Fact.TOLD_OTHER_NETWORK_WORKS: """
        @works {vpn} -{fails}
        {works} .. from/over/via/on/with/through/at {vpn}
        {vpn} ... {works} ... {fails}
        {works} .. {vpn} .. but/and/while || not .. {vpn}
        from/over/via/on/with {vpn} .. {works}
        from/over/via/on/with {vpn} i/we get/can .. in/it/open/log/without
        {fails} .. from/over/via/on/with/in/at {vpn|outproxy} ... {works}
        only/just from/outside/inside the/our/vpn/office/ci/cloud/aws/azure ... {fails}
        outside/inside the/our company/office/corporate/network/vpn .. {works}
        {works} .. outside/inside/within .. network/office/vpn/company
        from home ... {works}
        depends on the network/ip/location/address""",
    Fact.TOLD_OTHER_USER_AGENT_WORKS: """
        {useragent} ... {works|heals}
        {works} ... {useragent}
        chang*/other/different/custom/another/set/setting/spoof*/browser/mozilla .. {useragent}
        {useragent} .. to/as curl/mozilla/chrome/browser
        {fails} .. python requests .. {useragent}
        depending on .. {useragent}""",
    Fact.TOLD_BROWSER_WORKS: """
        @works {browser} -{private} -{otherpages} -{curl} -{others} -{otheracct} -{localusers}
        @works login/log/logging/sign .. -{private} -{others} -{curl} -{otheracct} -{localusers} -{adminpage} -{script} {browser}
        {works} .. in/via/through/with/from/on/using {browser}
        {browser} .. {works}
        can/able .. log/login/sign/access/open/see/view .. {browser}
        browser/web/ui/interactive login/access/session is/works/succeeds/fine/ok
        log/logging/login/signing in .. {browser} .. {works|fine}
        manually .. can/works/fine/open
        same url/link/address/page .. browser .. {works}
        user/account/i/he/she/they can/could .. log/login/sign in/on/into .. {browser}
        log/login/logs in/into .. confluence/site/jira .. fine/normally/works/problem
        i/we can log/login/sign in/into .. fine/normally/problem/problems/site/confluence/with/using/manually""",
    Fact.TOLD_BROWSER_FAILS_TOO: """
        @fails {browser} also/too/either/neither/even -{private} -{works}
        {fails} .. {browser} also/too/either/as
        {browser} .. also/too/either .. {fails}
        ~ can not/even log/login/sign in/on/into .. {browser|either}
        ~ neither .. {browser}
        login/log/sign .. in/via/on/to {browser} .. {fails}
        ~ not .. log/login/sign .. in/via/on/to .. {browser}
        unable to log/login/sign in/on/into
        web/browser/ui login .. {fails}
        ~ can not log/login/sign in/on/into
        ~ not able to log/login/sign in/on/into
        same .. {fails} .. {browser}
        same credentials/password/user/username .. {fails} .. {browser}""",
    Fact.TOLD_PRIVATE_WINDOW_WORKS: """
        @works {private}
        {private} ... {works|heals}
        {works} .. {private}
        {private} .. fixes/helps/solves/cures
        only/just .. {private} ... {works}
        {fails} .. chrome/firefox/edge/safari || {works} .. chrome/firefox/edge/safari/private
        {works} .. chrome/firefox/edge/safari || {fails|not} .. chrome/firefox/edge/safari""",
    Fact.TOLD_DIRECT_CALL_WORKS: """
        @works {direct} -{browser}
        {direct} ... {works}
        {works} ... {direct}
        {fails} .. {proxy} ... {works}
        only/just .. through/via/behind {proxy}
        through/via/behind .. {proxy} ... {fails} ... {direct}
        without .. {proxy} ... {works}
        ~ with no proxy .. {works}
        noproxy .. {works}""",
    Fact.TOLD_BEARER_WORKS: """
        @works {bearer} -{basic} -{accesstok} -{svc}
        same/the token/pat .. as {bearer} ... {works}
        {works} .. as/with/using/via {bearer}
        {bearer} .. {works}
        {curl} .. {bearer} .. {works|200}
        authorization: bearer .. {works}
        sending/sent/send .. as {bearer} .. {works|200}""",
    Fact.TOLD_BASIC_WORKS: """
        @works {basic} {tok} -{bearer} -{userpw} -{pw}
        @works {basic} {email} -{bearer}
        same/the token/key .. as/with/using {basic} ... {works}
        {works} .. as/with/using {basic} .. token/email
        {basic} .. {email} .. token .. {works}
        {works} .. {basic} -{pw}
        {basic} .. {works} .. {tok|email|apitok}
        {basic} {works}
        {basic} email:token {works}""",
    Fact.TOLD_PASSWORD_WORKS: """
        @works {userpw} -{tok} -{browser}
        @works {pw} -{tok} -{browser} -{useragent}
        {userpw|pw} ... {works} ... token/pat
        token/pat ... {fails|not} ... {userpw|pw} ... {works}
        {works} .. with/using .. {userpw|pw}
        @works {userpw|pw} -{browser} -login -{othertok} -{account} -{private}
        password instead/rather of/than .. token/pat ... {works}""",
    Fact.TOLD_UNSCOPED_TOKEN_WORKS: """
        @works without scopes/scope
        @works unscoped/classic/legacy/old/non-scoped token/api
        unscoped/legacy/classic/non-scoped/scopeless token/api .. {works}
        token/tokens/one without scopes/scope/any/scoping .. {works}
        {works} .. unscoped/legacy/classic/scopeless/non token/api/one/tokens/scoped
        {works} .. token/tokens/one without scopes/scope/any/scoping
        {works} .. without scopes/scope
        ~ {works} .. with no scopes/scope
        regular/ordinary/normal/full api token/tokens .. {works}
        regular/ordinary/normal/classic token/tokens .. {works}
        token/one without any/scopes/scope ... {works}
        {works} .. with .. regular/ordinary/normal/full-access/classic api token/tokens""",
    Fact.TOLD_OTHER_ACCOUNT_WORKS: """
        @works {otheracct} -{useragent} -{page} -{space} -{otherpages}
        {otheracct} .. {works}
        {works} .. with/for/using/under/from/as .. {otheracct|others}
        same .. {otheracct} ... {works}
        another/other/different/second user/account/login/person/colleague .. can/could/works
        {others} .. same .. {works}
        token/pat/credentials/script of/from a/another/colleague/admin/my .. {works}
        colleague/colleagues/admin token/tokens/account/pat/credentials .. {works}
        colleague/colleagues/coworker/admin .. same .. {works}""",
    Fact.TOLD_OTHER_TOKEN_WORKS: """
        @works {othertok} -{curl} -without -{browser} -unscoped -{otheracct}
        {othertok} ... {works|heals}
        {works} .. with/using/after .. {othertok}
        new/fresh/another/second token/pat/key .. {works}
        only/just this/that/one token/pat/key .. {fails}
        {othertok} is/are accepted/good
        other/older/another token/tokens/pats/pat of/from same/the account/user .. {works}""",
    Fact.TOLD_OS_AUTHTYPE_HELPS: """
        os_authtype=basic ... {works|heals}
        {works} .. os_authtype=basic/os_authtype
        os_authtype ... {works|heals}
        add/adding/with/append/appending/appended .. os_authtype=basic/os_authtype
        os_authtype=basic .. helps/200/fixes""",
    Fact.TOLD_XSRF_HEADER_HELPS: """
        xatlassiantoken ... {works|heals}
        {works} ... xatlassiantoken
        nocheck/no-check ... {works}
        add/adding/with/setting/sending .. xatlassiantoken
        no check .. {works}""",
    Fact.TOLD_CREDENTIAL_CHECKED: """
        {tok|pw|userpw|apitok|email} .. is/are/were/was/been/have/has {checked|right|correct}
        insists/insist/swear/swears/confirms .. {tok|pw|userpw|apitok|cred} .. right/correct
        {checked} .. {tok|pw|userpw|apitok|email|username}
        {tok|pw|apitok|userpw} .. correct/right/intact/copied
        made sure .. {tok|pw|userpw|email|apitok}
        sure .. {tok|pw|userpw|email|apitok} .. correct/right/valid/ok
        correct/right/proper/exact username/user/password/token/credentials/email/key/pat/api
        using the right/correct {userpw|tok|pw|username|email}
        {othertok} ... {fails}
        new/another/fresh/second/different token/pat/key .. {fails}
        new/another/fresh token/pat/password/key ... same/no result/error/answer/effect/change/difference/luck
        {tok|pw|userpw} is/are definitely/certainly/surely/obviously
        ~ no typo/typos/mistake
        re/copied/copy/typed/pasted .. {tok|pw|apitok} .. again/carefully/times/twice
        {made} .. new/several/multiple/many/another .. {tok} .. same/result/no/help/fails
        regenerated/recreated/rotated/reissued .. {tok} ... {same|not}""",
    Fact.TOLD_IS_ADMIN: """
        i/he/she/user/account/token/owner/we/me am/is/are/being/have/has .. {admin}
        {admin} rights/permissions/account/privileges/role/access/user/token/permission
        with/as/of an/a/site/full {admin}
        user/account .. has/have/with/full {admin}
        member of .. administrators/admins/admin
        i/we are/am {admin}
        account/user .. which/who/that is .. {admin}
        {admin} too
        full access/rights/permissions to/on/in all/everything""",
    Fact.TOLD_PERMISSIONS_CHECKED: """
        {permission} .. is/are/were/was/look/looks/have/been correct/right/fine/ok/good/set/checked/verified/okay/place/unchanged/identical
        {checked} .. {permission}
        {grants} .. all/full/every/read/view/edit/write/necessary/required/correct {permission}
        all/full/necessary/required/correct/right/proper/sufficient/appropriate {permission}
        {permission} .. granted/given/assigned/added/set/present/checked
        user/account/i/group/bot has/have .. {permission}
        has/have view/read/write/edit/full/space/all/permission/permissions/access/rights .. space/page
        can/could .. view/edit/see/read/open .. space/page .. in/browser
        full access to the space""",
    # --- what was sent -----------------------------------------------------------------------------------
    Fact.SENT_NOTHING: """
        ~ no/without authorization/auth/authentication/login/credentials/token
        ~ without/no {cred|authheader}
        anonymous/anonymously/unauthenticated request/requests/call/calls/access
        ~ not .. send/sending/sent/carry/carries/contain/contains .. {cred|authheader}
        authorization/auth/authentication header is/was/are missing/absent/dropped/gone/empty/lacking/lost
        header/headers .. {not} .. sent/there/present/included/leave/leaves
        ~ no authorization header
        ~ no credentials/credential/login/token .. sent/given/used/configured/provided/needed
        ~ not logged in
        ~ without logging/login/signing""",
    Fact.TOLD_NO_AUTH_HEADER: """
        ~ no authorization/auth/authentication header/headers
        ~ without .. authorization/auth/authentication header/headers
        authorization/auth/authentication header/headers .. missing/absent/gone/lost/dropped/stripped
        {script|curl} .. not .. send/sending/sent .. {authheader}
        ~ not .. send/sending/sent/set/attach/add/contain/include .. {authheader}
        ~ never sends/sent/adds/sets/attaches .. {authheader|cred}
        request/requests/call .. no authorization/auth
        request/requests .. leaves/leave/goes/went/go/sent .. without .. {authheader|cred}
        leaves/leave/sent without {authheader|cred}
        wireshark/tcpdump/debug/trace/verbose/capture .. no authorization
        header .. never/not .. sent/leaves/arrives/reaches/transmitted""",
    Fact.SENT_BASIC: """
        {tried|sends|uses} .. {basic}
        {basic} .. {email|username|pw|userpw|apitok}
        {sends|uses} .. {email|username} .. and/with/as .. {tok|apitok|pw}
        curl/auth u/user
        {email|username} as username/user/login .. {tok|apitok} as/for/in password
        {tok|apitok|pat} .. as/in/for password/passwd
        token/pat in/into/as the/a/password
        auth=
        httpbasicauth
        basic auth/authentication/authorization/header
        username/user/email and/with/plus/+ token/api/password/pat
        email/mail/user/username/address plus/and/with/+ api/token/password/pat
        {userpw}
        base64/base64-encoded""",
    Fact.SENT_BEARER: """
        {tried|sends|uses} .. {bearer}
        authorization: bearer
        authorization bearer
        bearer token/tokens/auth/authentication/header/authorization
        as a/bearer bearer
        {tok|pat|apitok} .. as {bearer}
        bearer .. {tok|apitok|pat}""",
    Fact.SENT_COOKIE_ONLY: """
        {sends|uses} .. {cookie} .. only/instead/without
        only/just .. {cookie}
        {sends|uses} .. jsessionid/session-cookie/cookies/cookie .. from/of/copied/browser/login
        cookie/session based auth/authentication/login/script
        cookies/cookie copied/exported/taken/extracted from
        cookie/cookies/jsessionid instead of
        reuse/reuses/reusing/replay/replaying .. {cookie}
        authenticate/authenticates/authenticating/login .. with/via/by/using .. {cookie}
        saved/stored/old/exported/captured cookie/cookies/session/jsessionid""",
    Fact.SENT_OAUTH1: """
        {oauth1}
        oauth 1/1.0/1.0a
        oauth1
        consumer key .. rsa/private/signature
        oauth_signature/oauth_consumer_key/oauth_problem""",
    Fact.SENT_CONNECT_JWT: """
        connect jwt
        connect app .. {jwt}
        {jwt} .. connect
        authorization/auth jwt
        jwt signed/token/authentication .. shared/qsh/connect/descriptor/secret
        atlassian connect express""",
    Fact.SENT_UNKNOWN_SCHEME: """
        authorization: token
        header .. {not} .. scheme/prefix
        ~ no/without .. scheme/prefix
        ~ without/no/not .. bearer/basic prefix/keyword/in/word/scheme
        missing bearer/basic/scheme/prefix
        token/pat/key .. directly/alone/raw/bare/plain/as-is .. authorization/header
        raw/bare/plain token/pat/key .. authorization/header
        forgot .. bearer/basic/prefix
        x api key
        apikey/private-token header
        custom scheme
        authorization token/apikey/jwt/key""",
    Fact.SENT_SCHEME_MISSPELT: """
        lower/lowercase case/bearer/basic/scheme
        bearer .. lower/small/upper case/letters/caps
        misspelled/misspelt/typo .. bearer/basic/scheme/authorization
        bearer .. misspelled/misspelt/typo/typed
        baerer/bearar/beaer/beerer/bear""",
    Fact.SENT_BASIC_UNREADABLE: """
        ~ not .. base64/base64-encoded/encoded
        ~ without base64/encoding/encoding/base64-encoding
        base64 .. wrong/broken/twice/invalid/line/wrapped/incorrect/malformed
        double/twice encoded/base64
        unencoded .. {tok|cred|email|basic}
        raw/plain/unencoded token/email:token/credentials/api .. basic
        basic .. raw/plain/unencoded/clear .. token/email:token/text
        authorization: basic .. email:token
        basic .. {tok|apitok} .. as/is it is/as-is
        token as it is
        ~ never base64/encoded
        only/just .. token .. base64/encoded
        forgot .. base64/encode/encoding
        basic header/value/auth .. malformed/unreadable/garbled/wrong-form""",
    Fact.SENT_BASIC_EMPTY_HALF: """
        empty/blank/missing/no username/user/password/email/secret/token .. {basic|sent|header|sends}
        username/user/password/token/email/secret is/was/are/being/were/half empty/blank/missing/unset/null/undefined/none
        empty/blank username/user/password/secret/half
        colon .. nothing/empty/end
        user:/email:/username: .. nothing/empty
        decodes to .. :
        ends with/in a/colon colon""",
    Fact.SENT_BEARER_EMPTY: """
        empty/blank bearer
        bearer .. empty/blank/undefined/null/none/nothing
        bearer followed by nothing""",
    Fact.SENT_OTHER_THAN_CONFIGURED: """
        {sends} .. {basic} .. instead/although/rather/despite || bearer/token
        {basic} .. instead/rather of/than .. {bearer}
        {basic} .. on the wire
        authorization/auth header .. overwritten/replaced/overridden/different/other/rewritten/changed/substituted
        overwrites/overrides/replaces/overwrote/overwriting/replacing .. {authheader}
        wire/capture/debug/log/trace/dump shows/show .. {basic}
        header .. {not} .. one .. set/configured/passed
        sends/sent/sending .. basic || sends/sent/sending bearer
        only .. {pat|tok} .. configured/set/given || {sends} .. {basic}
        sends/sent/sending .. {basic} .. {bearer|pat|tok} .. configured/set/given
        different authorization/header/token .. sent/wire""",
    # --- its kind ----------------------------------------------------------------------------------------
    Fact.USER_IS_EMAIL: """
        {email} as/for username/user/login/name
        {email} and/with/+/plus/or .. {apitok|tok|pw}
        {sends|uses|tried} .. {email}
        {username} .. is/are/= .. {email}
        login/user/username with/using/by .. {email}
        email:token/email:api_token
        user/username/login .. form of/an email/e-mail""",
    Fact.USER_IS_NOT_EMAIL: """
        {username} .. instead/rather of/than .. {email}
        ~ not .. {email}
        short/plain name/username/login
        {sends|uses|tried} .. username/user-name/samaccountname/userid/login-name .. {pw|tok|apitok}
        account id as/instead username/user/of
        username/user .. without .. domain/@/at
        part before/of the/@
        display name
        username/user is/was/like .. {not} .. {email}
        domain\\\\user
        nickname/handle as""",
    Fact.SECRET_API_TOKEN: """
        api token/tokens
        {made} .. api token
        token/tokens .. id.atlassian.com
        atatt3/atatt
        cloud token
        atlassian token/api
        email/mail plus/and/with/+ token""",
    Fact.SECRET_SERVICE_ACCOUNT_KEY: """
        {svc} .. {tok|apitok|key}
        {tok|apitok|key} .. for/of/from/belongs/with .. {svc}
        service account token/key/api/credential/credentials
        service account""",
    Fact.SECRET_ORG_KEY: """
        {orgkey}
        key .. from/in .. admin.atlassian.com
        created/generated/made/took .. admin.atlassian.com
        organization/organisation/org settings .. api key
        api key/keys .. organization/organisation/org/admin.atlassian.com""",
    Fact.SECRET_DC_PAT: """
        {pat}
        personal access token/tokens
        pat/pats""",
    Fact.SECRET_JWT: """
        {tok} .. eyj
        starts/begins with eyj
        {jwt}""",
    Fact.SECRET_OAUTH2_TOKEN: """
        oauth/oauth2 access token/tokens
        oauth/oauth2 token/tokens
        {oauth} .. {accesstok}
        3lo .. token/access
        {accesstok} .. {oauth}
        access token .. from/obtained/got .. code/flow/exchange/refresh/authorization/auth.atlassian.com
        client credentials flow/grant
        access_token
        oauth/oauth2 2.0/app/integration/connection/client ... token""",
    Fact.SECRET_CLIENT_SECRET: """
        {sends|uses} .. {clientsecret} .. as/directly/instead/for
        client id/secret as username/user/password/bearer/basic/token
        {clientsecret} .. as/in .. {basic|bearer|username|pw|authheader}
        client_id/client_secret .. {basic|bearer}
        ~ without/never/not .. exchang*/swapping/trading
        {clientsecret} .. directly/straight
        client id and secret .. header/basic/bearer/username""",
    Fact.SECRET_PASSWORD: """
        @any {userpw} -{pat} -{tok} -{apitok} -{changed} -field -allow -allowed -disabled -proxy
        @any {pw} {uses|sends|tried} -{pat} -{tok} -{apitok} -{changed} -{captcha} -field -prompt -page -form
        @any {pw} {email|username} -{pat} -{tok} -{apitok} -{changed} -field -prompt -form -allow -allowed -disabled -proxy
        account/own/normal/regular/atlassian/windows/ad/domain/wiki password
        secret used: account/password
        same password .. as/that/i/works/for
        password based auth/authentication/login""",
    Fact.SECRET_STRAY_CHARACTERS: """
        trailing/leading/extra/stray/hidden/invisible/additional newline/newlines/space/spaces/whitespace/character/characters/quote/quotes/line/blank/break/carriage/tab
        newline/line-break/linefeed/whitespace/space/blank .. at/in/after/around {end|front|of|tok}
        quotes/quote/quotation .. around/in/part/included/kept
        url encoded/encoding
        %3d/%0a
        echo .. without n/-n
        {tok|pw|apitok} .. newline/whitespace/quotes/linebreak/spaces
        line/crlf/cr break/ending/feed .. {tok|apitok|secret|value}
        length .. one/two/1/2 more/longer/character/characters
        one/two/1 character/characters/byte/bytes too/longer/more
        wrapped .. 76/line/lines
        \\\\n .. {tok}
        special characters/character .. {pw|tok}
        repr .. shows/\\\\n""",
    Fact.SECRET_TRUNCATED: """
        {tok|apitok|pw|value} .. truncated/cut/shortened/shorter/incomplete/clipped/missing
        truncated/incomplete/partial/shortened .. {tok|apitok|pw|value}
        first/only/last .. characters/chars/part/half .. {tok|apitok|pw}
        only .. characters/chars .. {tok|apitok}
        characters/chars too short/few/long/many
        length .. shorter/short/wrong/differs
        column/field/variable/box .. cuts/cut/truncates/limits/limited
        last/some/few characters/character .. missing/cut/lost""",
    Fact.SECRET_CHECKSUM_FORM_BROKEN: """
        ~ not .. end/ends/ending .. like/as/with .. {tok|apitok}
        garbled/mangled/corrupted/corrupt .. {tok|apitok|pw}
        {tok|apitok} .. garbled/mangled/corrupted/corrupt/damaged
        typo/mistyped/misspelt/swapped .. {tok|apitok|character|pw}
        {tok|apitok} .. typo/mistyped""",
    Fact.SECRET_JWT_EXPIRED: """
        exp/claim .. in/lies .. past
        {jwt} .. expired/past
        exp .. passed/past/over/ago
        {jwt} .. {expired}
        {expired} .. {jwt}""",
    Fact.SECRET_JWT_VALID_NOW: """
        exp .. future
        {jwt|accesstok} .. {not} .. {expired}
        decoded/decoding .. {jwt|tok} .. valid/future""",
    Fact.SECRET_JWT_LACKS_SCOPE: """
        decoded/decoding/payload/claim/claims .. {lacks|not} .. {scope}
        {scope} .. {lacks|not} .. in/inside/of .. {jwt|tok|accesstok}
        {jwt|accesstok} .. {lacks|not|without} .. {scope}
        token scope/scopes .. only/not""",
    Fact.WRITE_WITHOUT_XSRF_HEADER: """
        ~ without/no/not .. xatlassiantoken
        xatlassiantoken .. missing/absent/not/lacking/nocheck
        xsrf header/token .. missing/not/absent""",
}
