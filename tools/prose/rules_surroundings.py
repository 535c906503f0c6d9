"""Rules: proxies, networks, sessions, addresses, applications and what else stands around Confluence."""

from tools.facts import Fact

RULES = {
    # --- proxies and networks ----------------------------------------------------------------------------
    Fact.TOLD_PROXY_IN_FRONT: """
        {proxy} .. in front/before/ahead
        in front/before/ahead of .. confluence/it/server/wiki/tomcat/instance/site
        behind/through/via .. {proxy}
        reverse proxy/proxies
        reverse-proxy
        nginx/haproxy/traefik/apigee/kong/cloudflare/netscaler/akamai/f5
        {proxy} .. terminates/forwards/routes/proxies/sits/handles/passes/rewrites/protects/answers
        {uses} .. {proxy}
        our/the/company waf/gateway/proxy
        api gateway/management
        {proxy} .. confluence
        confluence .. {proxy}
        azure application/app proxy/gateway
        cloudflare access/tunnel""",
    Fact.TOLD_PROXY_AUTHENTICATES: """
        {proxy} .. asks/requires/demands/wants/does/performs/enforces/handles/checks/needs .. login/authentication/credentials/password/auth/own/user/users/basic/certificate/sso
        {proxy} .. basic auth/authentication
        basic auth/authentication/password/login .. on/at/by/in .. {proxy}
        {proxy} .. own/another/separate .. {pw|userpw|cred|login|basic}
        {proxy} .. protected/protects/authenticates/authenticate
        htpasswd/htaccess/mod_auth/auth_basic/mod_shib/mod_auth_openidc/authtype/authbasicprovider
        web server authentication/auth/login
        requestheader unset
        oauth2 proxy/oauth2_proxy/pomerium/authelia/cloudflare-access
        oauth2_proxy/pomerium/authelia
        cloudflare access
        app/application proxy .. pre/preauthentication/pre-authentication
        client certificate .. {proxy}
        login .. before .. confluence .. reached/login/page
        {proxy} .. {sso}
        two logins/login/prompts/passwords
        first .. {proxy} .. then confluence/login""",
    Fact.TOLD_EXTRA_KEY_NEEDED: """
        {proxy|they|security} .. requires/expects/wants/needs/demands .. key/header/token/subscription
        additional/extra/own/special/separate/custom/mandatory header/key/cookie/credential .. {needed|required|mandatory|expected|proxy}
        x api key
        subscription key
        keyid/apikey/key-id .. header
        gateway key/credential/token/cookie
        need/needs/must .. additional/extra/own/gateway/special .. header/key/cookie
        additionally/also/besides/moreover/plus .. key .. header/request
        additionally/also .. header/key .. sent/needed/required/mandatory/wanted
        mandatory/required/compulsory request/http header/key
        header/headers .. mandatory/compulsory
        api gateway .. key/header/token/credential
        header .. {proxy} .. wants/needs/expects/requires
        header .. required/mandatory by .. {proxy}
        cf-access/cf access client""",
    Fact.TOLD_OUTBOUND_PROXY: """
        {outproxy}
        corporate/company/outbound/forward/web/egress proxy
        http_proxy/https_proxy/no_proxy
        zscaler/netskope/squid/bluecoat
        {script|client|server|machine|runner|we|traffic|requests} .. through/via/behind/over/uses .. proxy
        internet .. proxy
        proxy .. internet/outgoing/egress
        outgoing traffic/connections/requests .. proxy
        tls/ssl inspection/interception
        proxy.company/proxy server/settings""",
    Fact.TOLD_REST_WORKS_WEB_FAILS: """
        {restpaths} ... {works} ... {webpaths} ... {fails|redirect}
        {webpaths} ... {fails|redirect} || {restpaths} ... {works}
        {works} .. {restpaths} || {fails|redirect|not} .. {webpaths}
        {restpaths} ... {works} || {webpaths}
        only/just {restpaths} {works}
        @works {restpaths} -{webpaths} only
        rest .. exempt/exempted/excluded/excepted/whitelisted
        outside /rest/rest .. {fails|redirect}""",
    Fact.TOLD_SAME_HOST_OTHER_APP: """
        {otherapp} .. {samehost}
        {samehost} .. {otherapp}
        {otherapp} and/plus/& confluence .. {samehost}
        confluence and/plus/& {otherapp} .. {samehost}
        both .. {samehost}
        {otherapp} .. tab/window .. {loggedout}
        log/logging/logs/logged/login in/into .. {otherapp} .. {loggedout}
        {loggedout} .. log/logging/logs/logged/login in/into .. {otherapp}
        opening/open/using/visit/visiting/logging/log/switching .. {otherapp} .. {loggedout}
        {loggedout} .. {otherapp}
        {otherapp} .. under/at/on .. /jira/port/:8080/path
        as soon as .. {otherapp} .. {loggedout|fails}
        jira and confluence on one/same/the same""",
    Fact.TOLD_LOAD_BALANCED: """
        {lb} .. nodes/node/cluster/servers/two/several
        two/three/four/several/multiple/2/3/4 node/nodes/instances/servers/node-cluster
        behind .. load balancer/balancers
        load balancer/balancers/balanced/balancing
        loadbalancer
        {node} .. changes/change/differs/different/switches/alternates
        clustered/cluster
        sticky session/sessions
        session affinity
        round robin
        multi node""",
    Fact.TOLD_LOGGED_OUT: """
        {loggedout}
        {backtologin} .. again/repeatedly/every/each/constantly/after/back
        again/repeatedly/constantly/back/keeps .. {backtologin}
        must/have/has/need/needs/had to log/login/sign/authenticate .. again/every/each
        must log/login/sign/authenticate .. again/every/each
        every/each morning/day/hour/time .. log/login/sign in/on/again
        session/sessions .. lost/expires/expired/ends/ended/drops/times/timed/invalid/gone/terminated
        back at/on/to login login/page
        back at/on/to login
        logged/logs/kicks/kicked/thrown/throws .. out
        asks/asked/prompted/prompts .. log/login/sign .. again
        keeps/keep asking/prompting/sending/redirecting
        login every/each""",
    Fact.TOLD_EMBEDDED: """
        {iframe}
        embedded/embed/embedding
        iframe/iframes
        inside/within/in .. iframe/frame/sharepoint/teams/intranet""",
    Fact.TOLD_BASE_URL_CHANGED: """
        {baseurl} .. {changed}
        {changed} .. {baseurl}
        {baseurl} .. differs/differ/different/mismatch/not/still .. {baseurl|browser|than|from|old|http|match}
        http to https
        switched/switch/moved/changed/went .. https/tls/ssl/domain/host
        new/old/other/different/former/another domain/hostname/host/url/address/dns/fqdn/context/base
        base url .. still/warning/banner/mismatch/old/outdated/differs
        {baseurl} .. another/other/different/new domain/host/hostname/address/name
        another/other/different domain/host/hostname than
        two/several/different/both names/hostnames/addresses/urls/domains
        alias/cname/short name/hostname
        browse/browsed/browsing/reach/reached/open/opened/opens/call/access .. by/under/with/via/through/using .. ip/alias/other/another/short/internal/different/http
        proxyname/proxyport/x-forwarded-proto
        ssl/tls/https .. terminated/terminates/termination/introduced/enabled
""",
    Fact.TOLD_CERT_OR_IDP_CHANGED: """
        {idpcert} .. {changed}
        {changed} .. {idpcert}
        {idpcert} .. expired/expires/expiry/rollover/rolled/rollover/ran
        {expired} .. {idpcert}
        new/old certificate/cert/idp/tenant/secret .. {sso|idpcert|in}
        {sso} .. {changed} .. {idpcert}
        identity team/provider/idp .. {changed|moved|switched}
        {sso} .. moved/migrated/switched/rotated/renewed/changed/new
        moved/migrated/switched/changed .. {sso}""",
    Fact.TOLD_CLOCKS_DIFFER: """
        {clock} .. differ/differs/off/behind/ahead/wrong/slow/fast/drift/drifted/skew/minutes/apart/late/early/different/drifts
        ~ {clock} .. not .. sync/synchronised/synchronized/agree
        {clock} .. minutes/seconds/hour behind/ahead/off/apart/difference/fast/slow
        minutes/seconds behind/ahead/fast/slow/apart
        clock skew/drift
        time difference/skew/drift/offset
        ntp .. not/broken/stopped/down/disabled/blocked/fail*/unreachable/dead
        time/clock zone/is wrong
        future/past by .. minutes/seconds
        out of sync .. {clock}
        {clock} .. out of sync""",
    Fact.TOLD_AFTER_UPGRADE: """
        after/since/following/with .. {upgrade}
        {upgrade} .. {fails|stopped|since}
        {fails|stopped} .. {upgrade}
        we/i/they/admin/admins upgraded/migrated/updated/moved
        upgraded/upgrade/migrated/updated/moving/moved/upgrading .. to/from .. server/version/cloud/data/confluence/7/8/9/10
        was/were/been/got upgraded/migrated/updated/moved/restored/cloned
        upgrade to/from
        new server/version/hardware/vm/instance
        migration from/to
        restored/cloned from/backup/database/production""",
    Fact.TOLD_APP_LINK: """
        app link/links
        applink/applinks
        application link/links
        jira issues/issue macro
        {jira} .. {confluence} .. link/linked/link/gadget/macro
        gadget/gadgets
        jira issue/issues macro
        linked/link/linking .. jira .. confluence
        linked/link/linking .. confluence .. jira
        jira macro""",
    Fact.TOLD_CONNECT_APP: """
        connect app/apps/addon/add-on/add/descriptor/based
        atlassian connect
        ace/atlassian connect/connect-express/connect-spring
        marketplace app .. connect/cloud
        descriptor/installed callback/lifecycle/webhook/json
        shared secret
        connect jwt""",
    Fact.TOLD_FORGE_APP: """
        forge app/apps/function/remote/install/deploy/cli/manifest/custom/macro/tunnel/resolver
        forge
        asuser/asapp
        requestconfluence
        as user/app .. forge
        forge api
        manifest.yml/manifest.yaml""",
    Fact.TOLD_CLIENT_SAYS_EXPIRED: """
        {script|tool|client|it|app|n8n|ui} .. says/reports/claims/shows/displays/tells/thinks/believes/complains .. {expired}
        {expired} .. according to/though/although/but .. refresh
        says/reports/claims/tells/suggests .. token/connection .. {expired}
        token .. {expired} .. although/though/but/even .. refresh/valid/works
        refresh .. {works} .. {expired}
        message/status/warning/badge .. token/credential/credentials .. {expired}""",
    Fact.TOLD_VERSION_BEFORE_PAT: """
        before/older/below/under than/7.9
        ~ no personal access token/tokens/page/menu
        ~ no pat/token page/menu/option/feature/support
        ~ not .. personal access tokens/token
        old/ancient/legacy confluence/version/server/instance
        profile .. {not} .. {pat}
        {pat} .. menu/page/option/entry .. missing/not/absent
        confluence 5/6
        ~ not .. support/supports .. {pat}""",
    Fact.TOLD_LIBRARY_UPGRADED: """
        {script|library|sdk|package} .. {changed|upgraded|updated|bumped} .. version/to/from/5/4/3/latest/new
        upgraded/updated/bumped/upgrading/updating/bump .. library/package/client/sdk/atlassian/dependency/dependencies/module/pip/version
        attributeerror/typeerror
        has no attribute
        new/latest/major version/release of .. library/package/client/sdk/atlassian/tool
        atlassian python api 4/5/5.0.5/5.0/4.0.7
        pip install upgrade/--upgrade
        pip/npm/maven/package/library/dependency upgrade/update
        upgrade/update of .. package/library/client/dependency/module
        downgrad* .. helps/works/fixes/library
        downgrading/downgrade/pinning/pinned/older version .. {works|heals}
        unknown/missing/removed/undefined method/function/methods/functions
        since .. library/package/client version""",
    Fact.TOLD_FREE_PLAN: """
        {freeplan}
        we/site/i/our am/are/is/use/on/have .. {freeplan}
        free/standard plan/tier/edition/version/site/instance
        premium/paid/enterprise only/plan/feature/required/edition
        ~ not .. premium/paid/enterprise""",
    Fact.TOLD_SITE_RENAMED: """
        {site} was/were/has/got/been/is {changed}
        renamed/renaming/rename .. {site}
        renamed/rename .. url/domain/company/atlassian.net
        old/former/previous/wrong site/instance/tenant/subdomain name/address/url
        old/former/previous/wrong subdomain/sitename
        site name .. wrong/typo/unsure/doubt/mistyped/misspelled/sure
        ~ not sure .. site/instance/url/tenant name
        typo in the/our/site site/url/host/domain/subdomain/name
        two sites/instances/tenants
        old site/url/subdomain/name""",
    Fact.TOLD_STATUS_PAGE_INCIDENT: """
        {statuspage} ... incident/outage/degraded/investigating/problem/red/yellow/posted/confirms/disruption/unavailable/identified
        incident/outage/degradation/disruption ... {statuspage}
        atlassian .. outage/incident/degraded/downtime/disruption
        ongoing/known incident/outage
        outage at/on/of atlassian/confluence/cloud
        down detector/downdetector
        major outage""",
    # --- browser and cookies -----------------------------------------------------------------------------
    Fact.COOKIE_SESSION_ABSENT: """
        ~ no .. {cookie} .. sent/set/stored/present/goes/in
        ~ no session/login/jsessionid cookie
        ~ not send/sends/sent/sending/set/store/keep/accept .. {cookie}
        ~ {cookie} .. not/never .. sent/set/stored/saved/present/transmitted/kept/go
        third party cookies/cookie .. blocked/disabled/off
        cookie/cookies are/is/were blocked/disabled/rejected/refused/dropped/ignored
        block/blocks/blocking/blocked/rejects .. cookies/cookie/third
        samesite""",
    Fact.COOKIE_SESSION_EXPIRED: """
        session cookie/has/is/was expired/ended/timed/over
        {cookie} .. {expired}
        {expired} .. {cookie}
        session timed out
        session has/is/was ended/over/timeout
        idle .. logged/session/login/timeout
        every morning .. log/login/sign
        after lunch/weekend/night/break/holiday/pause .. log/login/sign/again
        also after lunch/weekend/break
        after .. idle/inactivity/inactive/closing
        closing/closed/reopening .. browser
        being/was/were idle
        session timeout
        session ends/expires after
        cookie/cookies from/of yesterday/last/old""",
    Fact.COOKIE_SECURE_OVER_HTTP: """
        secure cookie/cookies/flag/attribute .. http/plain/not
        cookie/cookies .. secure .. http
        http .. cookie .. secure
        secure flag""",
    Fact.COOKIE_PATH_OR_DOMAIN_MISMATCH: """
        cookie/cookies .. path/domain .. not/differs/different/wrong/mismatch/other/does
        path/domain of .. cookie .. not/differs/different/wrong/other
        cookie path/domain
        {cookie} .. other/another/different/wrong domain/host/path/hostname
        other/another/different domain .. than .. confluence/wiki""",
    Fact.COOKIE_SET_TWICE: """
        two/both/same .. jsessionid/cookie/cookies .. same/path/name/overwrite/host
        jsessionid .. overwritten/overwrites/overwrite/twice/replaced/both/two/collides/changes/clash/conflict
        overwrites/overwrite/overwriting/replaces/clobbers .. jsessionid/cookie/session
        same cookie name/path
        both .. set/use .. jsessionid/cookie
        cookie .. same name/path""",
    Fact.COOKIE_NODE_CHANGES: """
        {node} ... changes/change/differs/alternates/switches/different/jumps/varies
        moved/switched/bounced/sent/thrown .. from one {node} .. other/another
        from one {node} .. other/another
        {node} ... changes/change/differs/alternates/switches/different/jumps/varies
        moved/switched/bounced/sent/thrown .. from one {node} .. other/another
        from one {node} .. other/another
        different/other/another node/nodes/server .. each/every/request/click/time/answers/footer/login
        lands/land/landing/hits/goes/sent/routed .. different/another/other/either node/server/nodes
        node/server name/id in/at .. footer
        footer .. node .. changes/different/alternates
        each/every request/click .. node/nodes""",
    Fact.COOKIE_ONLY_JSESSIONID: """
        only/just .. jsessionid
        jsessionid .. only/alone
        ~ no .. remember me/seraph
        remember me .. {not|unticked|unchecked|off|disabled}
        ~ without .. remember/seraph
        ~ not .. ticked/tick/checked .. remember""",
    Fact.REDIRECT_LOOP: """
        redirect/redirects/redirection/login/sign loop/loops
        {loop} .. {backtologin|redirect}
        {backtologin|redirect} .. {loop}
        too many redirects
        err_too_many_redirects
        endless/infinite loop/redirect/redirects/login
        ping pong
        {works} .. {backtologin} .. again/back
        login succeeds/accepted/successful/works .. {backtologin}
        back and forth
        after login/logging login/in .. {backtologin} .. again/back
        bounces/bounced/bouncing back/between
        keeps redirecting/looping
        still shows/show/says log/login/sign
        afterwards/then .. {backtologin}
        shows/show .. login .. again
        {backtologin} .. and so on""",
    Fact.REDIRECT_TO_LOGIN_ACTION: """
        {redirect} .. login.action/login/permissionviolation
        login.action
        permissionviolation
        {redirect} .. confluence/own/normal/login login/page
        {redirect} .. {backtologin}
        confluence login page/form/screen .. appears/comes/shown/instead/again""",
    Fact.REDIRECT_TO_ATLASSIAN_LOGIN: """
        {redirect} .. id.atlassian.com
        {redirect} .. atlassian login/account/sign/id
        302 .. id.atlassian.com
        atlassian login page/screen/form""",
    Fact.REDIRECT_TO_FOREIGN_LOGIN: """
        {redirect} .. {sso|idp|adfs|microsoft|okta}
        {redirect} .. login.microsoftonline.com/microsoft/google/okta/company/corporate/sso/adfs/idp/cloudflare/other/another/different
        {sso} login/sign page/screen/in/form/html
        302 .. {sso}
        html .. {sso} .. login/page
        login page of .. {sso|proxy|company}
        _oauth2_proxy_csrf
        login.microsoftonline.com
        company/corporate login page/portal""",
    Fact.REDIRECT_CHANGES_ORIGIN: """
        http .. redirect/redirects/redirected/301/302/308/forwarded .. https
        301/302/308/redirect/redirects/redirected .. https/canonical/www/other/another/different/new/host/hostname/domain
        redirect/redirects/redirected/301/302 from/to http/another/other/different/canonical/new/https
        alias .. redirect/redirects/redirected/301/302
        first/initial hop/response/answer .. 301/302/308/redirect
        redirect* to another host/domain
        {redirect} .. host/hostname/domain/scheme/port
        301
        308
        moved permanently
        followed/follows/follow/following .. redirect/redirects""",
    Fact.URL_PLAIN_HTTP_OR_ALIAS: """
        {baseurl|script|client|config|url|configured} .. plain/with/starts/begins/on/uses/has/is/as http/http://
        http instead/rather of/than https
        http:// .. instead
        plain http
        {uses|calls|configured} .. alias/cname/short/old/vanity/custom/former hostname/name/host/url/domain/address
        old/short/vanity/alias/former/internal/custom host/hostname/name/domain/url/dns/address
        without https
        http://
        alias of/for""",
    # --- no answer ---------------------------------------------------------------------------------------
    Fact.NET_DNS_FAILURE: """
        ~ not resolve/resolved/resolvable/resolving
        could not resolve
        dns .. fail*/error/failure/failed/problem/not/broken/lookup
        host/hostname/name .. unknown/unresolvable/not-found
        unknown host
        nxdomain/enotfound/getaddrinfo/eai_again
        name resolution
        name or service not known
        nodename nor servname""",
    Fact.NET_CONNECTION_FAILURE: """
        connection/connect/connections .. refused/reset/aborted/closed/dropped
        econnrefused/econnreset
        ~ can not connect/reach .. confluence/server/host/site/it
        ~ can not/be reached
        unable to connect/reach
        ~ not reachable
        unreachable
        failed/fails to connect
        remote end closed/disconnected
        server/site/instance is/was down/offline
        ~ no response/answer
        broken pipe
        empty reply""",
    Fact.NET_TIMEOUT: """
        timeout/timeouts
        timed out
        times out
        time/times out
        gateway timeout
        hangs/hang/hung
        ~ never/not answers/returns/responds/responding/comes/answer
        read/connect/connection timeout/timed
        etimedout
        504""",
    Fact.NET_TLS_UNTRUSTED: """
        self signed
        certificate_verify_failed
        certificate verify/verification/validation failed/fails/error/failure
        unable to get local issuer
        pkix path
        unknown ca/authority/issuer
        x509
        untrusted certificate/cert/ca/root/issuer
        certificate/cert/ca .. {not} .. trusted/trust/known/recognised/recognized
        ssl/tls error/errors/handshake/failure/verification
        sslerror/sslhandshakeexception/ssl_error
        internal/company/corporate/private/own ca/root certificate/cert/certificates
        verify=false
        {not} trust .. certificate/ca/cert
        ssl certificate problem
        insecure flag/k
        certificate chain .. incomplete/missing/broken""",
    Fact.NET_TLS_EXPIRED: """
        ssl/tls/server/https/web/site certificate/cert .. {expired}
        certificate has expired
        certificate/cert .. {expired}
        expired certificate/cert
        cert_has_expired
        {expired} .. ssl/tls/server/https certificate/cert""",
    Fact.NET_TLS_WRONG_NAME: """
        certificate/cert .. {not} .. match/matches/valid/contain/cover/include .. name/host/hostname/domain/dns
        hostname .. {not} .. match/matches
        hostname mismatch
        certificate/cert .. other/another/different/wrong/old name/host/hostname/domain
        hostname/name mismatch
        err_cert_common_name_invalid/err_tls_cert_altname_invalid
        ip address mismatch
        subject alternative/alt name/names
        certificate for/of another/other/different/the/wrong""",
}
