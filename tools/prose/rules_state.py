"""Rules: scopes, the state of tokens, accounts, permissions and objects."""

from tools.facts import Fact

RULES = {
    Fact.TOLD_TOKEN_SCOPED: """
        scoped token/tokens/api/pat/key/access
        {tok|apitok|one} .. with .. {scope}
        {made} .. with .. {scope}
        {scope} .. chosen/selected/ticked/checked/picked/granted/added/assigned/enabled/set
        chose/selected/ticked/picked/gave/granted/added/assigned/choose/select/pick/enabled/set .. {scope}
        create api token with scopes
        token has/have/had .. {scope}
        {tok|apitok|svc} .. has/have/had/with/carries/includes/contains .. {scope}
        all scopes
        new/fine granular/grained token/tokens/api
        scopes i/we selected/chose/gave/granted/ticked/added
        granular/classic scopes/scope
        {svc} .. token/tokens/key""",
    Fact.TOLD_TOKEN_UNSCOPED: """
        @fails unscoped/classic/scopeless token/api
        ~ {tok|apitok} .. without/no .. {scope}
        ~ without/no scopes/scope
        unscoped token/tokens/api/key
        classic/legacy/ordinary/regular/plain api token/tokens
        ~ not .. scoped token/tokens
        ~ token/it/tokens is/are not scoped
        full access token""",
    Fact.TOLD_ALL_SCOPES: """
        all/every/maximum/full/all/available .. {scope} .. chosen/selected/ticked/checked/granted/added/assigned/enabled/set
        chose/selected/ticked/picked/gave/granted/added/assigned/checked/enabled/choose/select/with all/every/each/full .. {scope}
        all possible/offered/the/of confluence/scopes/available/read/scope
        all scopes
        every scope/single/available/possible .. scope/scopes/on/offer/list
        all confluence/available/possible/offered/necessary scopes
        with/has/have all/every .. {scope}
        all of/the .. {scope}
        ticked/selected/checked everything/all""",
    Fact.TOLD_SCOPES_LISTED: """
        scopes/scope are/is/were/was/chosen/selected/: .. read:/write:
        following scopes
        these/those scopes/scope
        read:confluence
        {scope} .. like/such/namely/including/as
        with/only/has the/read/scope/scopes read/scope/scopes/only
        {scope} read/write/search""",
    Fact.TOLD_CLASSIC_SCOPES: """
        classic scope/scopes
        only/just/old .. classic
        classic ones""",
    Fact.TOLD_GRANULAR_SCOPES: """
        granular scope/scopes
        fine grained scope/scopes
        only/just .. granular
        granular ones""",
    Fact.TOLD_MIXED_SCOPES: """
        classic/granular and/plus/with granular/classic
        mix/mixed/mixing/mixture/combination/combined/both .. classic/granular
        classic .. and/as .. granular
        granular .. and/as .. classic""",
    Fact.TOLD_SCOPES_ADDED_LATER: """
        {scope} .. added/extended/enabled/changed/updated/widened .. later/afterwards/after/since/yesterday/last/then/app/console/recently/new/additional
        added/adding/extended/add/enabled/updated/widened .. new/another/more/additional/missing/further/the/write .. {scope}
        added/extended/enabled/updated .. {scope}
        new/additional/more/extra scope/scopes
        {scope} .. in developer console
        {scope} .. {not} .. existing/old/stored/current grant/token/connection/consent
        before .. {scope} .. added/existed
        connected/authorised/authorized/consented/installed .. before .. {scope}
        consent/grant/connection/token/authorization is/was/older/predates/from before/older/than
        changed .. {scope}""",
    Fact.TOLD_SERVICE_ACCOUNT: """
        {svc}
        serviceaccount/serviceaccounts""",
    Fact.TOLD_MFA: """
        {mfa} .. enabled/required/enforced/active/mandatory/on/activated/prompt/asked/needed/code/rolled/introduced/is
        {uses|grants} .. {mfa}
        {mfa}
        asks/asked/prompts/prompted for/me .. code""",
    Fact.TOLD_SSO: """
        {uses|grants} .. {sso}
        {sso} .. {uses}
        {sso} login/enabled/active/enforced/configured/in/is/for/required/provider/app/user/users/account
        we/our/company/organisation/organization/site/instance/i/users/they .. {sso}
        login/log/sign/logging/logs/signing .. {sso}
        via/through/with/using/behind {sso}
        {sso} .. users/accounts/everyone/company
        redirect/redirects/redirected .. {sso}
        saml/okta/adfs/azure/entra/keycloak/onelogin/oidc/openid
        data center/server/confluence/atlassian/cloud .. sso/saml""",
    Fact.TOLD_NO_SSO: """
        ~ no sso/saml/single/idp/identity
        ~ without .. {sso}
        ~ not use/using/used/have/having/enabled/configured/behind .. {sso}
        {sso} .. is/are/was not/disabled/off .. used/enabled/configured/active/involved/use
        {sso} .. disabled/off/switched/inactive/unused
        ~ neither .. {sso}
        local accounts/users/login only""",
    Fact.TOLD_SSO_ONLY: """
        ~ no .. login/password/local/sign/username form/field/mask/prompt/page/login
        ~ no/not .. way .. log/login/local/password
        only/just .. {sso} .. login/button/possible/allowed/available/option/offered/permitted
        login .. only .. {sso}
        only .. log/login/sign .. via/through/with/by {sso}
        {sso} .. only/mandatory/enforced/required/forced
        enforce/enforces/enforced/forces/forced/force/mandatory/requires/require/required .. {sso}
        {sso} only
        local/native/password login/form/logins .. disabled/hidden/unreachable/off/removed/gone/blocked/impossible/bypassed
        redirected/redirects/sent/redirect straight/immediately/directly/automatically/always .. {sso}
        everyone/users/all/people must/has/have .. {sso}
        auth_fallback
        exclusively .. {sso}
        ~ not allow/allows/allowed/permit .. login/log/password
        password login is/was not/disabled/switched""",
    Fact.TOLD_CAPTCHA_SHOWN: """
        {captcha} .. shown/appears/asked/displayed/required/requested/appeared/shows/prompt/challenge/solve/page/login/there/comes/came
        asks/asked/asking/prompts/prompted/shows/showed/displays/demands/wants/requires/presented/see/sees/saw/got/get/gets/has/have .. {captcha}
        solve/solved/solving/enter/entering/type .. {captcha}
        {captcha}
        characters/letters in/from the picture/image""",
    Fact.TOLD_NO_CAPTCHA: """
        ~ no captcha/captchas
        ! {captcha}
        ~ without .. {captcha}
        ~ not .. {captcha}
        {captcha} .. not/disabled/off .. shown/displayed/there/asked/enabled/appear""",
    Fact.TOLD_FAILED_LOGINS: """
        several/many/multiple/too/repeated/three/few/5/3/10/lots/numerous/number/dozens/hundreds/wrong/failed .. failed/wrong/incorrect/unsuccessful/bad/invalid/login/logins attempts/attempt/login/logins/password/passwords/tries/times
        failed login/logins/log/sign attempts/attempt/in/count/counter/ins
        wrong/old/incorrect/bad/mistyped/outdated password/passwords .. times/several/repeatedly/first/before/few/still/kept/keeps/used/job
        typed/entered/mistyped/used/tried .. wrong/incorrect/old/bad .. password/credentials/token/pin
        old password/credentials/token .. still/kept/keeps/used/running/hammering/job/script
        too many .. attempts/logins/tries/failures/failed
        hammering/hammered/hammers
        kept/keeps/keep trying/retrying/failing/using/logging/hammering
        brute force
        job/script/service/client .. old/wrong password
        forgot/forgotten .. password
        login/logins failed .. times
        account .. locked/locked-out
        lockout/lock-out
        retries/retried/retry every/with .. old/wrong/second/seconds/minute""",
    Fact.TOLD_PASSWORD_CHANGED: """
        {changed} .. password/passwords/pw
        password/passwords/pw .. {changed}
        password .. reset/expired/rotation
        reset .. password
        new password
        password policy .. change/changed/forced/forces/required
        had/forced to change/reset .. password""",
    Fact.TOLD_TOKEN_LISTED_EXPIRED: """
        {tokenlist} .. {expired}
        {tok|pat|apitok} .. {listed} .. {expired}
        {tok|pat|apitok} .. has/is/was/had/been {expired}
        {expired} .. {tok|pat|apitok}
        {tok|pat|apitok} {expired}
        expiry/expiration date .. past/passed/yesterday/over/reached/ago/last
        expired {tok|pat|apitok}
        {tok|pat|apitok} expired on/in/at/yesterday/last
        {tok|pat|apitok} .. expired
        status/state/marked/listed/flagged/shown .. expired
        {tok|pat|apitok} .. ran/run out
        validity/lifetime .. over/ended/passed/exceeded""",
    Fact.TOLD_TOKEN_LISTED_VALID: """
        {tokenlist|listed} .. {valid}
        {tok|pat|apitok} .. {listed} .. {valid}
        {tok|pat|apitok} .. is/are/still {valid}
        ! {tok|pat|apitok} .. expired
        ~ {tok|pat|apitok} .. is/has/have/are/does not .. expired/expire/revoked
        ~ not/never expired/expire/expires/revoked
        valid for .. year/months/days/another
        valid until/till
        expires/expire in/next/at/on
        unexpired/active/valid token/pat/api/personal
        expiry/expiration date .. future/next/2026/2027/ahead
        ~ no/without .. expiry/expiration
        {tok|pat|apitok} .. still .. listed/there/exists/shown/appears/visible
        token/pat .. visible/present/listed/shown/appears/exists .. {tokenlist|profile|list}
        last/recently used/accessed .. {tok|never|today}
        new/fresh/just/brand/newly/freshly .. created/generated/issued/made .. {tok|pat|apitok}""",
    Fact.TOLD_TOKEN_NOT_LISTED: """
        ~ {tok|pat|apitok} .. not/no .. {listed|tokenlist|list|longer}
        ~ not .. in the list/profile/overview
        ~ list/page/profile is/was empty
        ~ not/never find/see .. {tok|pat|apitok} .. {tokenlist|list|profile|page}
        ~ no token/tokens/pat .. listed/list/shown/there/profile/page
        {tok|pat|apitok} .. {revoked} .. by/from/admin/yesterday/last/accidentally/owner/someone/automatically
        {revoked} .. {tok|pat|apitok}
        {tok|pat|apitok} .. is/was/were/been/has {revoked}
        {tok|pat|apitok} .. gone/disappeared/vanished/missing/nowhere
        list .. empty/nothing""",
    Fact.TOLD_TOKEN_OLD: """
        {tok|pat|apitok|one} .. {made} .. {ayear}
        {made} .. {tok|pat|apitok} .. {ayear}
        {tok|pat|apitok} .. {ayear} .. old/ago
        {works} .. for .. year/years/12/365
        for .. a/over/about/almost/nearly/one/two/more/several year/years/2
        {made} .. {ayear}
        {before} .. year/years
        old token/pat/api/key
        year/years/months old
        token .. from 2020/2021/2022/2023/2024/2025
        exactly/about/almost/nearly a/one/12 year/months .. {tok|pat|after|ago}
        twelve/12/13/eleven/14 months""",
    Fact.TOLD_TOKEN_EXPOSED: """
        {tok|apitok|key|secret|cred} .. {exposed}
        {exposed} .. {tok|apitok|secret|cred}
        committed/pushed/leaked/exposed/published/posted .. github/repo/repository/public/publicly/forum/git/gist
        public repo/repository/gist/github
        secret scanning""",
    Fact.TOLD_TOKEN_BLOCKED: """
        {tok|pat|apitok} .. {listed|is|are|state|status|marked} .. blocked
        blocked .. token/tokens
        user api tokens .. blocked
        status/state .. blocked""",
    Fact.TOLD_TOKEN_OF_OTHER_ACCOUNT: """
        {tok|apitok|pat} .. {made|belongs|owned|issued} .. another/other/different/wrong/second/colleague/private/personal/his/jira/admin account/user/email/address/person/colleague
        {tok|apitok|pat} .. belongs/belong/owned .. to/by .. another/other/different/colleague/someone/somebody/me/my/admin/private/him/her
        {tok|apitok|pat} of/from/by/for another/other/different/colleague/someone user/account/person/colleague/admin/else/boss/private
        signed/logged in .. as/with/under another/other/different/private .. when/while .. {tok|created}
        created/generated/made/issued .. under/with/by/while/when/in/from .. another/other/different/private/second/wrong/colleague/personal .. account/email/user/login/profile/address
        {tok|apitok} .. while/when .. signed/logged .. another/other/different/private/second/wrong/personal
        email .. different/other/another/not .. account/one .. {tok|created}
        {email} .. {not} .. match/matches/same/belong .. {tok|account}
        {tok|apitok} .. {not} .. belong/match/same .. {email|account|user}
        two/both/alias email/emails/addresses/mail
        alias/secondary address/email/mail""",
    Fact.TOLD_EMAIL_CHANGED: """
        {email} .. {changed}
        {changed} .. {email}
        new/old/former/previous email/mail/address/domain
        email domain .. {changed}
        renamed/married .. email/account/name
        company renamed/rebranded/rebranding/rebrand
        address .. changed/new/switched""",
    Fact.TOLD_SECRET_DIFFERS: """
        {tok|pw|apitok|secret|value|env|file} .. differs/different/other/wrong/old/outdated/stale .. than/from/value/one/issued
        {env|file|config|value} .. old/outdated/wrong/stale/previous/different .. {tok|pw|apitok|value|secret|one}
        {env|script|config|job} .. still .. old/previous/outdated .. {tok|pw|apitok|value|secret|one}
        old/stale/outdated/previous/wrong .. {tok|pw|apitok|secret|value} .. {env|file|config|still|used|configured}
        compared/comparing/compare .. {tok|apitok|character|value}
        {tok|apitok|value|secret} .. {not} .. same/match/equal/identical/one
        forgot .. update/updating/change/changing .. {env|secret|tok|config|script}
        ~ never/not updated .. {env|secret|config|script|job}
        {tok|apitok} .. typo
        typo in/of {tok|env|file|config}
        character/characters/letter/digit .. differs/differ/missing/wrong/different/mistyped""",
    Fact.TOLD_SECRET_FROM_FILE: """
        {tok|pw|apitok|secret|cred|pat|key} .. read/reads/loaded/comes/stored/taken/injected/mounted/kept/from/in/lives/passed/via .. {file|env}
        read/reads/load/loads/loaded/reading/stored/injected/mounted/export/exported .. {tok|pw|apitok|secret|cred|pat|key} .. from/in/into/as/via .. {file|env}
        {tok|apitok|pat|secret|pw} .. from/in/via/through .. {file}
        from/in/via a/the/.env/env/environment/ci/text/secret file/variable/variables/secret/secrets/vault
        cat/echo .. token
        kubernetes/k8s/docker/github/gitlab/jenkins/ci/repository/repo/vault/azure/aws secret/secrets/credential/credentials/variable/variables
        environment/env/ci variable/variables/var/vars""",
    Fact.TOLD_VARIABLE_UNSET: """
        {env|secret} is/are/was/were/came/stays/seems/being empty/unset/undefined/missing/blank
        {env} .. {not} .. set/defined/available/exported/passed/there/visible/exist/expanded/substituted/resolved
        empty/unset/undefined/missing/blank .. {env|secret|tok|pw}
        ~ not set/exported/defined/passed/available .. {env|ci|container|job|environment}
        forgot .. set/export/define/pass .. {env|secret|tok}
        {tok|pw|apitok|secret} is/was/are/evaluates/resolves/ends empty/blank/undefined/null/none/unset
        fork/forks/pull .. secrets/secret
        secrets/secret .. {not} .. forks/fork/pull/available/passed""",
    Fact.TOLD_NETRC: """
        {netrc}
        netrc/.netrc""",
    Fact.TOLD_USERNAME_SET_WITH_TOKEN: """
        {username|email|userpw} .. and/with/plus/together/as/alongside/also .. {pat}
        {username} .. {sends|uses|set|configured|given} .. {pat|tok}
        {pat|tok} .. as/in/for/into .. {pw}
        {pw} .. gets/takes/receives/holds .. {pat|tok}
        u/user .. p/password/pass .. token/pat
        {pat|tok} .. in/into/as/for password/place password/field/parameter/option/place
        {pat|tok} as/in/for the/password
        {pat|tok} .. instead/place of .. password
        instead/place of .. password .. {pat|tok}
        user/username/u and/with/plus/: .. {pat}
        {username} plus/and/with {pat|tok} .. configured/set/given/used/entered
        username/user and/with/plus/+ token/pat/personal/access/api
        {pat} .. {username|email}
        both .. username/user and/plus token/pat
        replaced/replace/replacing/swapped .. password .. {pat|tok}
        username/user .. still/also/set/configured .. {pat|tok|config}""",
    # --- the account -------------------------------------------------------------------------------------
    Fact.TOLD_ACCOUNT_DEACTIVATED: """
        {account|techuser|svc|owner|he|she|colleague|employee} .. {deactivated}
        {deactivated} .. {account|techuser|svc|owner}
        left/leaves the company/organisation/organization/team/firm
        {account} .. reactivated/re-enabled/reenabled
        owner/colleague/employee/he/she/who .. left
        token/pat/integration/script .. {owner|colleague|employee|person} .. left/leave
        deactivated/inactive/suspended/disabled user/account/users/owner
        shown/marked/listed .. inactive/deactivated/suspended/disabled""",
    Fact.TOLD_NO_LICENCE: """
        {account|user|i|techuser|he|she|they|svc|bot} .. have/has/had/lacks/lack/without/got/given/granted/assigned {not|no|a} {licence}
        ~ not have/granted/given/assigned .. {licence}
        {account|user|techuser|he|she|svc|bot} .. {lacks|without} {licence}
        ~ no confluence/product/licence/license/app access/licence/license/seat
        {licence} .. {not|lacks} .. granted/assigned/given/has/have
        {lacks} .. {licence}
        {licence} .. removed/revoked/withdrawn/lost/taken/expired
        removed/taken/dropped .. from .. confluence-users/confluence/group/licence/license/site
        only .. jira .. licence/license/access/account/user/seat/product
        jira licence/license/access/seat only
        jira .. licence/license/access .. but/not .. confluence
        jira only user/account/users/licence/license
        {account|user|bot|group} .. {not} .. in/member/part .. group/confluence
        ~ not have .. {licence}
        group .. {not} .. {licence|use}
        unlicensed
        only jira/jsm/bitbucket
        has/have/with jira .. but/only || {not} .. confluence""",
    Fact.TOLD_HAS_PRODUCT_ACCESS: """
        @any {grants} {licence} -jira -only -{lacks}
        {licence} .. granted/assigned/active/given/present/shown/has/there/ok/fine
        licensed user/users/account
        has/have/with confluence/product/app/full/a access/licence/license/seat
        in/has/have confluence users/group
        in .. confluence users/group
        licensed for/to .. confluence
        is licensed
        member of/in .. confluence/users/group
        user/account .. is/are .. licensed
        group .. confluence access/users
        can use .. permission/granted/has""",
    Fact.TOLD_INVITATION_PENDING: """
        invitation/invite/invited .. {not|pending|sent|open}
        invitation/invite .. pending/unaccepted/outstanding/open/expired/unanswered/unopened/mail
        pending invitation/invite
        ~ not/never accepted
        ~ not/never verified/confirmed/activated
        invited .. yesterday/today/week/never/but/last/days/user/her/him
        verification/confirmation mail/email/link
        {email} .. {not} .. verified/confirmed
        unverified
        verify your/the/her/his email/address
        shown/listed/marked/status .. invited/pending""",
    Fact.TOLD_GUEST: """
        guest/guests user/users/account/accounts/access/licence/license/in/of/to/collaborator
        as external guest/guests
        is/are/was a/external guest/guests
        single space guest
        added/invited .. as .. guest
        guest""",
    Fact.TOLD_PORTAL_CUSTOMER: """
        customer/customers .. {portal|help|article|articles|knowledge|jsm|desk}
        portal/jsm/desk customer/customers/only/user/users/account/accounts
        help center/centre/desk
        portal only
        service desk/management/project .. customer/customers
        knowledge base/article/articles .. customer/customers/portal
        customer/customers portal
        portal""",
    Fact.TOLD_TWO_ACCOUNTS: """
        two/2/both/several/multiple/three different/atlassian/accounts/google/account/microsoft accounts/account/profiles/logins/users
        two/both accounts/profiles/identities/logins
        second/another/other/different/private/personal/wrong account/profile .. {signed|logged|login|same|browser|also|active}
        {signed|logged} .. in/into .. as/with/under .. other/wrong/different/private/personal/another/second/old account/user/email/address/profile
        switch/switching/switched account/accounts/profile
        other/wrong/different account .. signed/logged/shown/avatar
        also/too has/have .. private/personal/second/another account
        private/work and/or work/private account/email/address/accounts
        avatar/profile/name .. other/different/wrong/another/private/personal
        private/personal/other/wrong/different account/avatar .. shown/avatar/displayed/appears/corner/active
        private/personal account || work/company/business account
        work/company/business account || private/personal account
        work/company/private/personal account .. and/plus/or/besides .. private/personal/work/company
        email addresses .. two/both
        ~ may/might/could be signed/logged in with/as .. {account}
        ~? signed/logged in with/as/under private/personal/other/wrong/different/another/second/old""",
    Fact.TOLD_NO_SPACE_PERMISSION: """
        {account|user|i|group|bot|techuser|svc|everyone} .. {not|lacks} .. {permission} .. {space}
        ~ no/without .. {permission} .. {space}
        {space} .. {not} .. grant/grants/permission/permissions/listed/includes/allow
        {permission} .. {space} .. {lacks|not}
        ~ never/not .. added/given/listed .. {space} {permission}
        ~ never/not .. added/given/listed .. space/permissions permissions/permission
        {space} permission/permissions .. removed/missing/changed/not/lacks/lack/lacking/tightened/only/revoked
        {lacks} .. {space} .. permission/permissions/access
        ~ not .. in/listed .. space permissions
        {account|group|user|bot} .. removed from .. {space|permission|group}
        only .. space admins/owner/members/team .. {space|see|access}
        ~ no .. permission/permissions/access .. {onespace}
        group .. removed/missing .. {space}
        space access .. removed/missing/revoked/not""",
    Fact.TOLD_PAGE_RESTRICTED: """
        {page|article} .. is/are/has/have/was/with/been .. {restriction|restricted}
        restricted .. page/pages/content/article/to
        {restriction} .. {page|content|set|on|view|edit|inherited|exists|applied|added}
        page/pages is/are/was restricted/locked/private
        padlock/lock .. {page|icon|shown|red}
        red padlock/lock
        only .. certain/some/specific/selected/the/author/named .. can/may view/edit/see/open
        parent .. {restriction|restricted}
        restricted to/for
        locked .. page/pages .. to/for/by""",
    Fact.TOLD_OBJECT_DELETED: """
        {page|space|content|article} .. was/is/has/been/were/had/got .. {deleted}
        {deleted} .. {page|space|content|article}
        trash
        wrong/old/outdated/mistyped/non/bad page/space/content .. id/key/title
        {page|space|content} .. not/never exist/exists/existed
        ~ no such page/space
        page/space/it no longer exists
        admin .. {not} .. find/see .. either/also/page/space
        typo .. space/page key/id/title/name
        old link/links/bookmark/url/urls
        space key .. wrong/mistyped/changed/old/typo/case
        page id .. wrong/old/mistyped/typo""",
}
