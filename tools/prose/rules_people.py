"""Rules: who is affected, what part of the site, and how it went over time."""

from tools.facts import Fact

RULES = {
    # --- the course of events ----------------------------------------------------------------------------
    Fact.TOLD_WORKED_BEFORE: """
        {before} ... {moment|hour|ayear|upgrade|fails|stopped}
        used to work/be/succeed/run/log
        @works previously/earlier/formerly/before/originally/always -{neverworked} -since
        has/have/had worked
        has/have been working/running/fine
        worked/working/running/ran/fine/ok/successful until/till
        worked/working/running/ran fine/well/perfectly/ok/flawlessly/great/without until/till/for/before/last/yesterday/in
        worked/working/fine/ok/ran/running/well for months/years/weeks/a/about/over/several/more/two/three/six/nearly/almost/ages/quite/long
        worked/ran/running/working yesterday/before/previously/earlier
        up until/to now/recently/yesterday/last
        stopped/stops/quit/ceased working/functioning/authenticating/syncing/accepting/publishing/loading
        {fails} .. {nowadays} || {before}
        same token/credentials/script/job/setup/configuration/code/integration/password worked
        for months/years/weeks/ages
        no longer work/works/working/able/accepted/accepts/valid/connects/syncs/connect/log/authenticate/authenticates/possible/opens/loads
        nothing changed/was on/in/at our/my/the
        nothing has/was/had changed/been
        has/have/did/was/were not changed/change/touched anything/any/anything/it/since/for
        all of a sudden
        suddenly/abruptly .. {fails}
        {fails} .. suddenly/abruptly
        started/began failing/throwing/returning/getting/giving/to
        until a/the/last/this/yesterday/today/recently/now/monday/tuesday/wednesday/thursday/friday/saturday/sunday/january/february/march/april/may/june/july/august/september/october/november/december/some/about/two/three/few
        worked on/in the/monday/tuesday/wednesday/thursday/friday/saturday/sunday
        no/without change/changes on/in/to/at
        nothing/anything .. changed
        script/job/token/integration/sync/setup/config/configuration/workflow unchanged/untouched
        unchanged for/since
        it/this/that/everything/they worked/did work/fine/until/till/before/yesterday/well
        successful in the past
        any more/longer
        anymore""",
    Fact.TOLD_NEVER_WORKED: """
        ~ never .. worked/work/succeeded/succeeds/working/connected/authenticated
        ~ has/have never been/worked/succeeded
        ~ not worked/working/succeeded once/yet/ever/so
        from the beginning/start/outset
        right from the beginning/start
        since the beginning/start .. {fails}
        from day one
        ~ did/does/do not work from the start/beginning
        first/initial/new/fresh set setup/up/install/installation/integration/configuration/connection/deployment
        first/initial attempt/try/run/request/call/time/connection/sync
        just/newly/freshly installed/created/set/configured/started
        i am/was trying to use/set/connect/configure/call/get/access/publish/integrate/authenticate/run/retrieve/fetch
        we are/were trying to use/set/connect/configure/call/get/access/publish/integrate/authenticate/run
        trying to set/connect/configure/get
        followed/following the instructions/guide/docs/documentation/readme/tutorial/quickstart/quick/steps/article/manual
        setting/set it up
        as described/documented/explained in
        ~ not once
        ~ have/has yet to work/succeed/see
        ~ could never
        new to""",
    Fact.TOLD_SINCE_A_MOMENT: """
        since/as .. {moment}
        {fails|stopped} .. since/after/from/following/on .. {moment}
        after/following/following/since/right .. {upgrade}
        until/till/before .. {moment}
        {stopped} .. {moment}
        {moment} .. {stopped}
        {moment} ... {fails}
        beginning/starting/began/started .. {moment}
        from one day to the next
        all of a sudden
        suddenly
        since we/i/they/he/the/our/it
        ever since
        overnight
        out of the blue
        at once .. stopped/failed
        {nowadays} ... {fails} || {before}
        at 2/3/4/5/6/7/8/9/10/11/12 am/pm
        from that/this day/moment/point/time on""",
    Fact.TOLD_INTERMITTENT: """
        {intermittent} ... {fails|works|loggedout}
        {fails|works|loggedout} ... {intermittent}
        intermittent/random/sporadic/occasional/flaky 401/403/404/401s/403s/404s/failure/failures/error/errors/logout/logouts/unauthorized/problem/issue/problems/behaviour/behavior
        some requests/calls/runs/times work/works/succeed/pass .. others/other/some
        some/half/few/most of/requests/calls/runs/attempts .. {fails}
        {fails|works} sometimes/randomly/sporadically/intermittently/occasionally
        sometimes/occasionally it/the/we/i/they
        every few requests/calls/minutes/clicks/runs/days
        now and then
        from time to time
        on and off
        ~ not always/every {fails|works}
        every second/other request/call/attempt/click/time/run
        comes and goes""",
    Fact.TOLD_HEALS_BY_ITSELF: """
        {minutes} .. later .. {works|heals}
        after .. {minutes} .. {works|heals}
        {heals} .. {minutes|nowadays}
        by itself/themselves
        on its/their own
        heals/heal/recovers/recover/recovered
        {fails} .. goes/went/disappears/disappeared/vanishes away/after/by
        retry/retrying/rerun/rerunning/repeating/repeat ... works/work/helps/succeeds/succeed/passes/worked/succeeded
        works/succeeds/succeed/work/passes/worked/succeeded .. retry/rerun/attempt/retrying
        second attempt/try .. works/succeeds/passes/worked
        within a/few/some/one/two/1/2/5/seconds/minutes .. {works|heals}
        resolves/resolved/fixes/fixed/solves/solved itself/themselves
        a minute/moment later
        seconds/minutes/moments later .. {works}""",
    Fact.TOLD_FAILS_AFTER_AN_HOUR: """
        after .. {hour} ... {fails|loggedout|expired}
        {fails|loggedout|expired|works} .. after .. {hour}
        {works} .. for .. hour/60/minutes/3600 ... {fails}
        {works} .. for about/around/roughly/exactly/one/an .. hour/60
        every hour/morning ... {fails|reconnect|loggedout}
        {fails|expired|reconnect|loggedout} .. every hour/60/morning/day
        an/one/1/few/couple/several/two hour/hours later
        once/when .. hour/3600 .. passed/over/gone/old/elapsed
        more than an/one hour
        older than an/one/60 hour/minutes
        hour/hours after connecting/login/logging/authorizing/authorising/authentication/consent/the
        next day/morning/run ... {fails}
        longer than an/one/60
        first/initial hour
        {fails} next/following day/morning
        jobs/job/run/runs/sync/syncs/idle .. longer/over/more .. hour/60
        exactly one/an/60 hour/minutes
        overnight .. {fails}""",
    Fact.TOLD_RECONNECT_HELPS: """
        {reconnect} ... {works|heals}
        {works|heals} .. after/when/once/if/until .. {reconnect}
        {reconnect} .. fixes/fix/helps/help/solves/resolves/cures/restores/works/brings/clears
        have/has/need/needs to {reconnect} every/each/daily/hourly
        until .. {reconnect}
        {works} again for a/an/some/another/about
        for a while/time/few/day/days/hour after {reconnect}
        {reconnect} every/each/once
        only/just {reconnect} .. {works|heals}""",
    # --- who ---------------------------------------------------------------------------------------------
    Fact.TOLD_EVERYONE: """
        @fails {everyone} -{oneuser} -{someusers}
        everyone/everybody/all is/are affected/impacted/hit
        all users/people/accounts/employees .. {fails}
        ~ nobody/no-one/noone .. {works}
        ~ no one .. {works}
        ~ none of .. {works}
        {fails} .. for/by/to .. {everyone}
        whole/entire company/organisation/organization/team/instance/site
        no user/users can/could/is/was
        every user/account/employee/login
        affects/affecting/affected everyone/everybody/all
        all of us
        same for everyone/everybody/all
        ~ not/nobody .. a single user
        every single user/person/account
        regardless of the user/account
        independent of the user/account
        all integrations/scripts/jobs/clients .. {fails}""",
    Fact.TOLD_ONE_USER: """
        @fails {oneuser} -{everyone} -{someusers}
        only/just me/one/him/her/my/this account/user/one/person/employee/colleague
        only me/him/her
        it is only/just me/one
        @works {others} !me
        {works} .. for .. everyone/everybody/anyone else
        {works} .. for .. others/other/colleagues/all/everybody/everyone
        others/colleagues/coworkers/teammates .. {works}
        other users/people/accounts/colleagues/members/logins/employees .. {works|unaffected}
        one/single/particular/specific/certain user/account/person/employee/colleague/login .. {fails}
        ~ no one/nobody else/other .. affected/problem/issue/has/this
        ~ no other user/users/account/accounts/person/people
        all/everyone/everybody other/else users/accounts/is/are/can .. {works}
        one of our/my/the users/colleagues/employees/developers/customers ... {fails}
        affects/affected/affecting only/just one/me/a
        a single user/account
        my account only
        for a/one user
        the user/account/colleague/employee ... {fails} ... others/other
        everyone else""",
    Fact.TOLD_SOME_USERS: """
        @fails {someusers} -{everyone}
        some/several/few/many/certain/most/half/two/three/four/five/multiple users/people/colleagues/accounts/employees/of .. {fails|loggedout|works}
        {works} .. for .. some/most/many/several/half .. ||  others/other/some
        some/half of us/them/our/the
        new users/hires/employees/starters/joiners ... {fails}
        a few/handful/number/group/subset/couple of users/people/accounts/colleagues
        ~ not for all/everyone/everybody
        ~ not all users/accounts/people/of
        for some users/people/accounts/it
        others are/is fine/ok/unaffected
        affected users
        different users
        users of/in/from one/another/that/this""",
    Fact.TOLD_EXTERNAL_USERS_ONLY: """
        @fails {extdir} only/all/every/every -{localusers}
        {fails} .. {extdir} ... {works} .. {localusers}
        {extdir} users/accounts/logins || {fails} || {localusers} || {works}
        @works {localusers} -{extdir}
        local/internal admin/administrator/users/account/accounts/user can/still/works/work
        all ldap/ad/crowd/directory/domain/active users/accounts
        only ldap/ad/crowd/directory/domain/external/active users/accounts/directory
        ~ {localusers} .. not/un/unaffected affected
        ~ {localusers} .. not .. affected
        {localusers} .. unaffected
        {extdir} .. {fails} || {localusers} .. {works}
        {localusers} .. {works} || {extdir} .. {fails}
        ldap/ad/crowd/domain users ... {fails}
        everyone/everybody/users in/from/of the/our ldap/ad/crowd/active/corporate/external directory/ad""",
    Fact.TOLD_LOCAL_USERS_ONLY: """
        @fails {localusers} -{extdir}
        {localusers} ... {fails} || {extdir} || {works}
        @fails {localusers} -{extdir} -not
        only {localusers}
        {localusers} only
        including the {localusers} .. {fails}
        local admin/administrator/users/accounts/user .. {fails}""",
    Fact.TOLD_OTHERS_SEE_IT: """
        @works {others} {page|space|onepage|onespace} -{script}
        {others} .. can/could/are/is .. open/see/view/access/read/edit/find
        {others} .. able to/see/open/view/access/read
        {others} sees/see/opens/open/views/reads/accesses
        visible to/for others/other/colleagues/everyone/everybody/admins/me/my/anyone
        colleague/coworker/teammate/teammates/colleagues/admin/admins/everyone .. opens/open/sees/see/can
        exists .. can see/open it
        i can see/open it
        page/space/content .. visible/opens/exists/there .. browser/admin/ui/me/colleagues/others""",
    # --- which part --------------------------------------------------------------------------------------
    Fact.TOLD_ONE_PAGE: """
        @works {otherpages}
        @fails {onepage} -{otherpages} only/just/single/one/specific/particular
        one/single/specific/particular/certain page/article/document .. {fails}
        only/just this/one/that page/article/document
        {otherpages} ... {works}
        {works} .. {otherpages}
        {fails} .. one/single/specific/particular/this/certain .. page/article
        page/article .. {fails} ... {otherpages}
        particular page/article/document
        all but one page
        child/sibling/parent page/pages .. {works}""",
    Fact.TOLD_ONE_SPACE: """
        @works {otherspaces}
        one/single/specific/particular/certain/this/that space .. {fails}
        only/just this/one/that/a space
        {otherspaces} ... {works}
        {works} .. {otherspaces}
        {fails} .. one/single/specific/particular/this/certain/personal .. space
        for/in one/this/a/that specific/particular/single space
        same call/token/user .. another/other/different space
        space ... {fails} ... {otherspaces}
        one of the/our/my spaces
        all but one space
        particular/specific space""",
    Fact.TOLD_READS_WORK: """
        @works {read} -{write} -{browser} -{otherpages} -{otherspaces} -{others} -{private}
        @works reads/reading/viewing -{write} -{others}
        {read} .. works/work/fine/ok/succeeds/succeed/possible/okay/successful
        can/could read/view/see/list/search/get .. but/however/not/yet || {write}
        can still read/view/get/list
        read only works
        reads/gets/reading/searching are/is/work fine/ok/work/works/unaffected
        get requests/calls/request .. {works}""",
    Fact.TOLD_WRITES_FAIL: """
        only/just {write} .. {fails}
        @fails {write} only/just/all/every/whenever -{read}
        {read} ... {works} || {write} ... {fails}
        can/could read/view/see/get/list ... not {write}
        {write} ... {fails} || {read} ... {works}
        {write} is/are not possible/working/allowed
        writes/posts/puts/updates/edits/uploads fail/fails/refused/denied/rejected/return/get/end
        every/all/any post/put/write/writes/create/update/edit/save/upload/publish
        ~ can not create/edit/update/save/publish/upload/comment/post/write
        unable to create/edit/update/save/publish/upload/comment/write
        ~ not able to create/edit/update/save/publish/upload/comment/write
        {fails} .. creating/updating/editing/saving/publishing/posting/uploading
        nobody can create/edit/save/update/write/publish""",
    Fact.CALL_IS_A_WRITE: """
        @fails {write} -{read} -{download}
        post/put/delete request/requests/call/calls/to .. {fails}
        {fails} .. {write}
        {write} ... {fails}
        when/while .. creating/updating/editing/saving/publishing/posting/uploading/deleting
        create/update/publish/edit/delete/upload a/the/pages/page/content/attachment/attachments ... {fails}""",
    Fact.TOLD_EMPTY_LISTS: """
        empty list/lists/results/result/array/response/answer/page/set/body/search
        results/result/list/array/answer/response/size/it is/are/comes/was/stays empty
        ~ no results/spaces/pages/content/hits/data .. returned/found/listed/shown/come/back
        ~ returns/return/returned/gets/get/gives/shows/finds nothing/no/zero/0/none/empty results/spaces/pages/content/hits/data/items/list
        returns/return/shows/gives/finds/returned/found/see nothing
        {works} .. empty/nothing/zero
        zero/0/fewer/less results/pages/spaces/items/content/hits/documents
        size 0
        size:0/size=0
        only public/some/part pages/spaces/content/of
        missing/absent from .. list/results/search
        200 .. empty/nothing/zero/fewer/less/[]
        incomplete results/list/data
        only sees/returns/lists/shows .. public""",
    Fact.TOLD_DOWNLOADS_FAIL: """
        @fails {download} -{write}
        {download} ... {fails}
        {fails} .. {download}
        ~ can not download
        unable to download
        {download} .. only/just {fails}
        only/just {download} .. {fails}
        images/attachments/pictures/files are/is/stay broken/missing
        ~ attachments/images/files/attachment .. not .. downloaded/opened/loaded/fetched/load/download/open/shown
        attachments/attachment .. {fails}""",
    Fact.TOLD_ADMIN_PAGES_ONLY: """
        @fails {adminpage}
        {adminpage} ... {fails}
        {fails} .. {adminpage}
        only/just .. {adminpage}
        {adminpage} only
        happens/occurs/asked/prompted .. {adminpage}
        every/each .. {adminpage} .. asks/asked/prompts/redirects
        prompted/asked .. {adminpage}""",
    Fact.TOLD_ONE_ENDPOINT: """
        @works {otherendpoints} -{page}
        @fails {endpoint} only/just/one/single/specific/certain/particular/this
        {otherendpoints} ... {works}
        {works} .. {otherendpoints}
        only/just this/one/that/the endpoint/call/resource/route/method/request/operation/api
        {endpoint} .. {fails} .. {otherendpoints}
        same {tok|apitok|cred} .. {works} .. for/on/with/in .. {endpoint|calls|endpoints|requests|operations|routes}
        {works} .. with .. my/same/the/this {tok|apitok} || but/however/only/yet || {fails}
        although .. uses/use/using/with same {tok|apitok|cred}
        everything else works
        one/single/specific/particular/certain endpoint/call/resource/route/method/request .. {fails}
        ~ no other endpoint/call
        except for/this/one/the endpoint/call/resource/one""",
    Fact.TOLD_V1_WORKS_V2_FAILS: """
        {v1} ... {works} || {v2} ... {fails}
        {works} .. {v1} || {v2} .. {fails}
        {works} .. {v2} || {v1} .. {fails}
        {v2} ... {fails} || {v1} ... {works}
        {v2} ... {works} || {v1} ... {fails}
        {v1} ... {fails} || {v2} ... {works}
        {works} .. {v1} || {fails|not} .. {v2}
        {works} .. {v2} || {fails|not} .. {v1}
        {fails} .. {v2} || {works} .. {v1}
        {fails} .. {v1} || {works} .. {v2}
        only/just v1/v2 works/fails""",
    Fact.TOLD_NOW_WORKS: """
        @works again/meanwhile now -{fails} -{only} -{since} -{curl} -{browser} -{private} -{someusers} -{others} -{before}
        everything/all/it works/work/runs/opens now/again
        it/everything/all is/are working/fine/ok/back now/again
        everything/all is/are fine/ok/good now/again
        now it/everything/all works
        works again/fine/perfectly/well now
        works now
        back to normal
        can .. log/login/access/open again
        problem/issue/error/trouble .. gone/disappeared/vanished/solved/resolved/fixed
        resolved/solved/fixed itself/meanwhile/now
        ~ no longer .. reproduce/see/occurs/happens/happening/present
        ~ can not reproduce
        please close/ignore
        ticket/issue/case can be closed""",
    Fact.TOLD_NOT_ABOUT_ACCESS: """
        {feature}
        feature request
        would be nice/great/useful/helpful
        {howto} .. {notaccess}
        {notaccess} .. {slow}
        please add/implement/support
        what is the best/most/recommended/latest/preferred/right advice/practice/way/recommendation/approach
        up to date advice/recommendation/guidance
        advice/recommendation on/about
        it would be very/nice/great/useful/helpful/good
        would be very/really/extremely useful/helpful/nice
        ability to
        should we implement/add
        are there any exceptions
        {notaccess} ... wrong/broken/missing/misplaced/ugly/incorrect/lost/overlap/overlaps/garbled/unreadable/doubled
        {slow} .. page/pages/confluence/loading/search/site/editor
        page/pages/confluence/search/site/editor/loading .. {slow}
        invoice/billing/billed/payment/refund/pricing/quote
        enhancement/suggestion
        ~ not an access/login/permission problem/issue/matter
        ~ nothing to do with access/login/permission/permissions
        how do i/we/you .. {notaccess}
        ~ no login/access problem/error/trouble
        question about/on/regarding
        export/exports/render/renders/rendering/formatting/layout .. {notaccess}""",
}
