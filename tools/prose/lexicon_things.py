"""Words for the things that tickets speak of: clients, credentials, people, places, moments."""

# Phrases are separated by ";" or line ends; tools/prose/phrases.py says how they are written.
THINGS = {
    # --- clients -----------------------------------------------------------------------------------------
    "browser": """browser/browsers; chrome; firefox; safari; edge browser; microsoft edge; brave; web ui/gui/interface/frontend/login/client/page/version;
        in/via/through/from/using/on ui/gui; ui login/access; website; web site; in/via/through/on/from the web; manually (in|via|through) ui;
        interactive login/access/sign; frontend; from my phone; mobile app; log/logging in interactively; interactively""",
    "private": """incognito; incognito mode/window/tab; private window/tab/mode/browsing/session; inprivate; anonymous window/tab/mode;
        other/another/different/second/fresh/new/clean browser; other/different browsers; browser profile; new/fresh/clean/guest profile;
        clear/cleared/clearing/clean/cleaning/delete/deleted/deleting/remove/removing/removed/wipe/wiping (all) (the) (browser|site|my|confluence|atlassian) cookies/cookie/cache/history;
        guest mode""",
    "curl": """curl; wget; postman; insomnia; httpie; http client; powershell; invoke restmethod/webrequest; soapui; swagger; rest client;
        other/another/different/second client/tool/library/program/app/script/sdk; plain requests/request/http/python; raw request/requests/http;
        bruno; hoppscotch; manual request/requests/call/calls; same request/call sent; command line; axios; fetch; simple script; small script""",
    "script": """script/scripts; python; requests; java; nodejs; node.js; node client/script/app/program; golang; go client/program/tool; php; ruby; perl; .net; c#; powershell; bash; groovy;
        tool/tools; our/my/the/this/an/each/custom/every/third/another integration/integrations; integration script/user/job/tool/platform; plugin/plugins; library/libraries; lib; sdk; cli; command line; mcp; mcp server; mcp atlassian; n8n; zapier; make.com;
        power automate; power query; power bi; terraform; jenkins; github action/actions/workflow; gitlab ci; gitlab runner; pipeline/pipelines; ci; ci/cd; ci job;
        job/jobs; cron; cronjob; scheduler; bot/bots; connector/connectors; crawler/crawlers; indexer; exporter; importer; loader; api client; rest client;
        http client; client library; sync; sync job/tool/script; langchain; llamaindex; anythingllm; atlassian python api; md2cf; md2conf; confluence cli;
        confluence publisher; confluencebuilder; sphinx; markdown to confluence; mark tool/cli/binary; kovetskiy; docker container/image; container; lambda; airflow;
        automation/automations; agent/agents; webhook; scraper; dify; flowise; onyx; copilot; claude; cursor; vscode; vs code; ide; extension; obsidian;
        confluence.js; jira.js; axios; postman; curl; api call/calls/request/requests; rest call/calls/request/requests; rest api; restapi; via/through/over/by api;
        api access/login/user/consumer; programmatic*; exporter; migration script; backup script; airbyte; fivetran; qlik; splunk; grafana; servicenow; azure function;
        logic app; maven; gradle; npm; backup job; http node; http request node; client code; my code; our code; endpoint/endpoints; sentinel; restsharp; httpclient; tableau""",
    "app": """oauth/oauth2 app/application/client/integration/connection/credential/grant; oauth 2.0 app/integration/application; 3lo; three legged;
        connect app/apps/addon; connect add on; atlassian connect; forge; forge app; app link/links; applink/applinks; application link/links; add on; addon; oauth2 credential;
        marketplace app; oauth flow/dance/login/consent; gadget/gadgets; jira issues macro; jira macro; connected app; oauth client; authorization code; oauth 2.0; oauth2""",
    # --- credentials -------------------------------------------------------------------------------------
    "tok": """token/tokens; api/access/auth/bearer/atlassian/confluence/cloud token/tokens; api key/keys; pat; pats; personal access token/tokens; key; secret;
        credential/credentials; creds; app password""",
    "apitok": "(atlassian) (cloud) api token/tokens; atlassian token; cloud token; api key; atatt*",
    "pat": "pat; pats; personal access token/tokens; personal token/tokens; access token from profile; data center token",
    "cred": "credential/credentials; creds; login; login data/details; username/user and/& password; password; token; api token; user and token; email and token; header",
    "pw": "password/passwords; passphrase; pwd; pw",
    "userpw": """username/user/login/name (name) and/with/+/plus (a) password; username password; user password; user name password; basic auth/authentication with/using (username and) password; password auth/authentication/login;
        password based (auth|authentication); with/using/via password; with/using password instead of token; with/using password instead; password""",
    "account": "account/accounts; user/users; profile; login/logins; person; people; colleague/colleagues; member/members; customer/customers",
    "useracct": "account; user; profile; account of user; my account; person; owner",
    "wikipath": "/wiki; /wiki/; wiki suffix/part/path/prefix",
    "email": "email; e mail; mail address; work/company/private mail; login mail; email address; e mail address; emailaddress",
    "username": "username; user name; user id; userid; login name; short name; samaccountname; account name; user part; account id",
    "basic": "basic; basic auth/authentication/authorization/header/scheme; auth/authorization basic; http basic; email:token; email and api token",
    "bearer": "bearer; bearer token/auth/authentication/header/scheme/authorization; auth/authorization bearer",
    "authheader": "authorization header/headers; auth header/headers; authorization; authentication header/headers; credentials; authentication; login data",
    "oauth": "oauth; oauth2; oauth 2.0; oauth 2; 3lo; openid; three legged oauth",
    "oauth1": "oauth1; oauth 1.0; oauth 1.0a; oauth 1; two legged oauth; 2lo rsa; rsa sha1; consumer key; oauth rsa",
    "accesstok": "access token/tokens; oauth token/tokens; oauth2 token/tokens; oauth access token; bearer access token; 3lo token",
    "refreshtok": "refresh token/tokens; refresh_token; refreshing token; token refresh/renewal; refresh",
    "clientsecret": "client id and (client) secret; client_id and client_secret; client credentials; client_secret; client secret; client id/secret",
    "svc": """service account/accounts; service acct; svc account; serviceaccount; serviceaccount.atlassian.com; atlassian service account/accounts; service accounts api token; service account token""",
    "techuser": """technical/tech/system/bot/functional/robot/integration/generic user/account; service/technical/bot user; svc user; svc*""",
    "orgkey": """organization/organisation/org (admin|level) (api) key; admin api key; org key; api key from/of/in (admin.atlassian.com|organization|organisation|org|admin); key from/of/in/on admin hub/console/portal; key from/of/in/on admin.atlassian.com; admin.atlassian.com api key; org admin key""",
    "jwt": "jwt; json web token; jwts; signed token",
    "cookie": "cookie/cookies; session cookie/cookies; jsessionid; session; seraph cookie; seraph.confluence; login cookie",
    "scope": "scope/scopes; permission scope/scopes; oauth scope/scopes",
    "env": "variable/variables; env; env var/vars/variable/variables; environment variable/variables; .env; ci secret/variable; secret/secrets; repository secret; vault; setting/settings; config; config file; configuration",
    "file": "file; text file; .env file; env file; secret file; k8s secret; kubernetes secret; secrets manager; vault; environment variable; env variable; env var; key vault; docker secret; ci variable; secret store; mounted secret",
    "netrc": "netrc; .netrc; _netrc; netrc file; /.netrc; ~/.netrc",
    "tokenlist": "token list; list of tokens; api tokens page; token page; tokens page; id.atlassian.com; profile page; personal access tokens page; token overview; security page; account settings; manage profile",
    # --- people and shares -------------------------------------------------------------------------------
    "everyone": """everyone; everybody; all (our|the|of) (our|the) (external|internal|company) users/people/employees/accounts/staff/colleagues/members/clients/scripts/integrations/logins/customers/credentials; all of us/them/our;
        whole/entire company/team/organization/organisation/office/staff/instance/department; every user/account/employee/person/login; each user/account;
        nobody; no one; noone; none of users/us/our/the/them; no user/users/account; anyone; any user/account/of; for all; company wide; organization/organisation wide; across the board; site wide;
        affects/affecting all; we all; independent of user/account; regardless of user/account; including/even admins; whichever account/user""",
    "oneuser": """only/just me/him/her/one/this/that/my/single (user|account|person|colleague|login); one/single/certain/specific/particular user/account/person/employee/colleague/login/customer; this (one) user/account/colleague only;
        only for me/him/her/one/this/my (user|account); just one of us; one of our/my/the (other) users/colleagues/developers/employees/customers; single user/account/person; it is only me; no one else; nobody else; affects only one; affects one; just her""",
    "someusers": """some/several/few/certain/many/most/half/multiple/various/random (of) (our|the) (external|internal) users/people/accounts/colleagues/employees/members/us/logins/customers/staff; a handful/number/group/subset/couple of (our|the) users/people/accounts/colleagues/employees; half of staff/us/them/our/team;
        two/three/four/five/ten users/people/accounts/colleagues; new users/hires/employees/starters/joiners; only some; not everyone/everybody/all; part of users; the other half""",
    "others": """others; other users/people/colleagues/accounts/members/employees/persons; everyone/everybody/anyone/someone/somebody else; colleague/colleagues/coworker/coworkers/teammate/teammates/boss/manager; co worker/workers; team mates/mate;
        another/different/second/other user/account/person/colleague/login/admin; rest of team/users/us; most users; admin account; admins; my/the admin; administrator/administrators; the rest; everyone on my/our/the team; his account; all other users/accounts/people; remaining users; (my) own/personal account; admin user; superuser; space admin; the whole team; team""",
    "otheracct": """another/different/second/other/admin/personal/own/fresh/new/test account/user/login; own/personal account; other accounts/users/credentials; account/token/credentials of colleague/coworker/admin/another; colleague/coworker/admin account/credentials/token; own/admin/different credentials; a colleague; someone/somebody else; another person;
        his/her token; administrator account; other service accounts; others""",
    "othertok": """another/different/second/other/new/fresh/regenerated/old/older/previous/recreated/replacement/newer/working token/pat/key/tokens; another/different/second/other/new/fresh/old/older (personal) api/access token/key; newly/freshly/brand created/generated/issued/new/made token/pat/key/api; regenerat* token; recreat* token; new one; creat*/generat*/issu* new (api|personal|access) (access) token/pat/key/one; rotat* token; fresh one; other tokens/pats/keys""",
    "admin": "admin; admins; administrator/administrators; site/system/org/confluence/organization/organisation/global admin/administrator; admin rights/permission/permissions/account/privileges/role; confluence administrators; system admin; sysadmin; superuser; org admin",
    "extdir": "ldap; active directory; ad; ad users; crowd; external directory; external users; directory users; domain users; azure ad; ldap users; ldap accounts; delegated authentication; users from ldap/ad/crowd; ad accounts; users of directory; openldap; synced users; crowd users",
    "localusers": "local/internal/built+in/native users/user/accounts/account/admin/administrator/admins/logins; local ones; internal directory; internal directory users; confluence internal directory; users of internal directory; users in internal directory; local directory",
    # --- what is opened ----------------------------------------------------------------------------------
    "page": "page/pages; article/articles; content; document; wiki page; blog post; document/documents; folder; pageid; whiteboard",
    "onepage": """one/single/certain/specific/particular/this/that/individual (one) (particular|specific|single) page/article/document; only this/one page; page/pages in question; one of (the) pages; one page in particular; certain/these/some pages; child page; page id; parent page""",
    "otherpages": """other/sibling/neighbouring/neighboring/different/remaining/most/another/its pages/page/articles/siblings; all/any/every (the) other pages/page; rest of (the) pages/space; everything else in space; sibling; siblings; other content; the parent page; parent; the space itself; child pages""",
    "space": "space/spaces; space key; wiki space",
    "onespace": """one/single/certain/specific/particular/this/that/new/project/restricted/private/personal (one) (particular|specific|single) space; only this/one space; space in question; one of spaces; certain/some spaces; specific set of spaces""",
    "otherspaces": """other/different/remaining/most/another/own/public/second/personal (public) spaces/space; all/any/every (the) other spaces/space; rest of spaces""",
    "read": """reading; reads; read access; get request/requests/call/calls; fetching; listing; lists; searching; viewing; querying; retrieving; metadata; read operations; read only calls; can/could/can+still read/view/search/list/get; able to read/view; browsing; lookups""",
    "write": "write/writes/writing; patch; post/put/delete request/requests/call/calls; post (,) (and|or) put (,) (and|or) (delete); a/via/by/with/http post/put; create/creates/creating/creation; update/updates/updating; edit/edits/editing; publish/publishing/publishes; upload/uploads/uploading; save/saves/saving; modify/modifying; add/adding page/pages/label/labels/comment/attachment; comment/commenting; write operations/access; page creation; multipart; attach/attaching; change/changes/changing page/content; import/importing",
    "download": "download/downloads/downloading/downloaded attachment/attachments/file/files/image/images/pdf/them/it; attachment/attachments/file/image/images/pdf download/downloads/downloading; attachment download/downloads; attachment files/content/links; images; every image; download image; file download; thumbnails; embedded images; attached files; download link/links/url/endpoint; downloading; downloads; binary; media; attachment content; pictures; avatars",
    "adminpage": "admin/administration/administrative page/pages/area/console/section/screen/screens/function/functions/menu/action/actions/calls; admin ui; general configuration; user management; site administration; secure administrator session; websudo; administration; space admin pages; admin panel; admin apis; user management page; confluence administration",
    "folder": "folder/folders; read:folder:confluence; whiteboard/whiteboards; database/databases; smart link",
    "restpaths": """rest; rest api/calls/endpoints/path/paths/requests/services/urls; /rest; /rest/api; api; api calls/paths; json api""",
    "webpaths": """action urls/pages/paths/url; download urls/url/links; .action; .action urls/pages/paths; servlet; plugins servlet; download paths/urls/links; rss; rss feed; non rest (paths|urls|endpoints|pages); page export; web paths/pages/ui/urls; pdf export; /download; /plugins/servlet; other paths/urls; viewpage.action; export url; normal pages; export urls; web page path; attachment urls; word export; html pages; anything outside /rest""",
    "endpoint": """one/single/specific/certain/particular/this/that (one) (single|specific|particular) endpoint/call/resource/route/method/api/request/operation/path; only this endpoint/call; just this endpoint/call; endpoint in question; only endpoint; this one""",
    "otherendpoints": """other/different/most/another/further/remaining (rest|api) endpoints/endpoint/calls/call/resources/routes/methods/apis/requests/operations/paths; all/any/every (the) other (rest|api) endpoints/endpoint/calls/call/requests; everything else; all others; others; rest of api/calls; user current""",
    "v1": """v1; v1 api/endpoint/endpoints/call/calls/rest; rest api v1; api v1; version 1; old/older api; /wiki/rest/api; /rest/api; legacy rest api; =wiki/rest/api; =rest/api""",
    "v2": """v2; v2 api/endpoint/endpoints/call/calls/rest; rest api v2; api v2; version 2; new/newer api; /wiki/api/v2; /api/v2; =wiki/api/v2; =api/v2""",
    "permission": "permission/permissions; right/rights; access right/rights; space permission/permissions; global permission/permissions; privileges; view permission; authorization; access settings; privilege; grants",
    "licence": "license; licence; licenses; licences; licensed; license seat; seat; seats; product access; app access; can use; confluence users; confluence access; can use; can use permission; license tier; user tier; confluence seat; use confluence permission; confluence license; confluence licence; product license",
    "restriction": "restriction/restrictions; page restriction/restrictions; view/edit/read/content restriction/restrictions; padlock; lock icon",
    # --- surroundings ------------------------------------------------------------------------------------
    "proxy": """reverse proxy/proxies; proxy/proxies; nginx; apache (httpd|reverse|web) proxy/server/httpd/vhost/virtualhost/location/config; behind apache; apache in front; httpd; haproxy; traefik; caddy; iis; arr; load balancer; f5; big ip; netscaler; citrix adc; ingress; gateway; api gateway; apigee; kong; waf; cloudflare; akamai;
        cloudfront; application gateway; app gateway; alb; elb; azure/app proxy; cdn; imperva; fortiweb; mod_auth*; oauth2 proxy; oauth2_proxy; pomerium; authelia; envoy; istio; front door; layer in front; something in front; proxy layer; service mesh""",
    "outproxy": "corporate/company/outbound/forward/web/egress/http/https/internet/enterprise proxy; http_proxy; https_proxy; proxy server; squid; zscaler; netskope; bluecoat; tls inspection; ssl inspection; behind proxy; http proxy; proxy.pac; company firewall; forcepoint",
    "waf": "waf; firewall; web application firewall; cloudflare; akamai; imperva; incapsula; f5 asm; bot protection/management/manager; modsecurity; aws waf; security appliance; bot detection",
    "useragent": """useragents; useragent; ua; ua string; user agent string/header""",
    "lb": "load balancer/balancers; loadbalancer; load balanced; lb; haproxy; f5; alb; elb; cluster; clustered; two/three/four/several/multiple/both/2/3/4 nodes/node/instances/servers; multi node; nodes; second node; node id; nodes of cluster; data center nodes",
    "node": "node; node id; nodeid; node name; server name in footer; cluster node",
    "direct": """directly; direct; bypass/bypassing/bypasses/bypassed/skip/skipping/circumvent (reverse) proxy/gateway/waf/balancer/nginx/it; bypass/bypassing/skip load balancer; without (going|using) (through) (reverse) proxy/gateway/nginx; without load balancer; port 8090; :8090; 8090; localhost:8090; on server itself; from server itself; on localhost; internal url/address/host/hostname; past the proxy; around the proxy; tomcat port; by ip; proxy is bypassed/skipped/removed; proxy bypassed""",
    "vpn": """vpn; the office/home/intranet; company/corporate/internal/another/other/different/home/office network; from office/home/outside/inside/intranet/anywhere; mobile hotspot; hotspot; other/another/different/second location/ip/network/address; mobile data; outside/inside company/office/network/firewall/domain; at home; in the office; home connection; jump host; other networks; residential ip; guest wifi; home office""",
    "othermachine": """my/local/another/other/different/second/developer/dev/colleague/own machine/laptop/computer/pc/workstation/server/host/vm/mac/desktop/box; locally; on local; localhost; local run; other machines/servers/computers/hosts/pcs; from laptop; from my desk; my local environment; different pc; colleague laptop; dev box; outside (of) docker; outside the container; on the host; in a different environment; staging; test environment; test system; local docker; on windows; on linux; on mac; from the host""",
    "sso": """sso; saml; single sign on; single signon; saml sso; okta; azure ad; entra; entra id; adfs; ad fs; onelogin; keycloak; ping; pingfederate; ping federate; openid; openid connect; oidc; idp; identity provider; company login; corporate login; google workspace; google login; auth0; duo; sso login; saml login; kerberos; jumpcloud; federated login; crowd sso; atlassian guard; atlassian access; microsoft login; miniorange; resolution; shibboleth; cas""",
    "mfa": "mfa; 2fa; two factor; two factor authentication/auth; two step; two step verification; 2sv; second factor; totp; one time code/password; otp; authenticator app; verification code; multi factor; multifactor; multi factor authentication",
    "captcha": "captcha; captchas; captcha challenge; recaptcha; picture puzzle; characters in picture; security code image; picture with letters",
    "kerberos": "kerberos; ntlm; negotiate; spnego; integrated windows authentication; iwa; windows authentication; windows integrated authentication; keytab; kantega",
    "jira": "jira; jira cloud; jira software; bitbucket; bamboo; jira api; jira rest api; jira server",
    "otherapp": "jira; bitbucket; bamboo; fisheye; crucible; second confluence; another confluence; other tomcat application; stash; other/another/second/different (atlassian|java|tomcat) application/product/app; jenkins; second instance; sonarqube; another application; test instance",
    "samehost": "same host; same hostname; same host name; same server; same domain; same ip; same address; same machine; same fqdn; one host; different port; different ports; different context path; same dns name; under one host; other port; different context; single host; one hostname; different paths; other context path",
    "iframe": "iframe; iframes; embedded; embed; embedding; embeds; embedded in; teams tab; portal page; sharepoint; inside another site; frame; embed macro; ms teams; in teams; embedded view; intranet portal",
    "baseurl": "base url; baseurl; base_url; server base url; site url; url; host; hostname; host name; domain; domain name; address; fqdn; site address; confluence url; context path; scheme; dns name; custom domain; server url",
    "idpcert": "certificate; certificates; cert; signing certificate; saml certificate; idp certificate; x.509; x509; federation metadata; saml metadata; idp metadata; idp secret; idp client secret; signing key; signing cert; saml signing certificate; token signing certificate",
    "clock": "clock; clocks; system time; server time; time; ntp; time sync; time zone; system clock; chrony; clock drift; hardware clock; server clock",
    "upgrade": "upgrade; upgraded; upgrading; update of confluence; updated confluence; migration; migrated; migrating; move to cloud; moved to cloud; new version; server move; new server; after moving; patch release; reinstall; restored; restore; cloned; new hardware; upgrad*; migrat*; updating to; went live; version bump; switched from server; cutover; database restore",
    "statuspage": "status page; status.atlassian.com; statuspage; atlassian status; incident page; confluence.status.atlassian.com; vendor status",
    "freeplan": "free plan; free tier; free edition; free version; free site; standard plan; standard edition; free confluence; on free; starter plan; trial; basic plan; our plan; free subscription; standard tier; free instance; lower plan",
    "site": "site; sites; instance; tenant; workspace; cloud site; subdomain; site name; organisation; cloud instance",
    # --- moments -----------------------------------------------------------------------------------------
    "nowadays": "now; meanwhile; today; this morning; again; in the meantime; at the moment; as of now; by now; since then; suddenly; afterwards; finally",
    "moment": """yesterday; today; this morning; last night; monday; tuesday; wednesday; thursday; friday; saturday; sunday; last/this/past week/weekend/month/night/year; weekend; january; february; march; april; may; june; july; august; september; october; november; december; tonight; noon; 2025; 2026;
        a/two/three/four/some/few/couple/several/2/3/4/5/6 day/days/week/weeks/month/months/hour/hours ago; few days; couple of days; few weeks; recently; recent; about a week; one week; two weeks; last few days; upgrade; update; migration; maintenance; release; restart; change; switch; reboot; deployment; patch; certificate; rollout; password change; move; 1st; 2nd; 3rd; 4th; 5th; 6th; 7th; 8th; 9th; 10th; a while; that day; that moment; autumn; spring; summer; winter; patch day; migrat*; upgrad*""",
    "hour": "hour; an hour; one hour; 1 hour; 1h; 60 minutes; 3600; 3600 seconds; 60 min; about/around/roughly/exactly an/one hour; sixty minutes; 55 minutes; 50 minutes; couple of hours; few hours; several hours; two hours; overnight; next day; next morning; following day; hours; 24 hours; a day; 3600s; hourly; every morning; the next run",
    "minutes": "minute; minutes; few minutes; some minutes; couple of minutes; moments; seconds; few seconds; later; a minute; second attempt; second try; retry; retries; retrying; next attempt; next try; a while; one minute; two minutes; five minutes; short time",
    "ayear": "year; years; a year; one year; 12 months; twelve months; last year; two years; 365 days; over a year; almost a year; year ago; years ago; year old; 2023; 2024; 2022; 2021; 13 months; 14 months; 11 months; long ago; ages ago; 2020; 18 months; eleven months; fourteen months; a long time ago",
}
