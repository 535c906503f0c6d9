"""Rules: which deployment, which kind of caller."""

from tools.facts import Fact

RULES = {
    Fact.DEPLOYMENT_CLOUD: """
        confluence/atlassian/jira cloud
        cloud site/instance/tenant/customer/version/edition/organisation/organization
        wiki/confluence/site/instance/we is/are/in/on/the cloud
        atlassian.net
        id.atlassian.com
        admin.atlassian.com
        api.atlassian.com
        auth.atlassian.com
        atlassian cloud/access/guard/account/administration
        atlassian api token
        3lo
        forge
        cloudid/cloud-id
        cloud id
        {svc} .. atlassian
        on/in/against/for/to/with/at/from/of/our/the cloud sites/site/users/customers/instance
        on/against/to cloud
        atlassian/confluence/jira cloud
        @any cloud -migration -assistant -aws -azure -google -private -{before} -provider
        read:/write: .. {scope}
        scoped token/tokens/api
        granular/classic scope/scopes
        current user not permitted to use confluence
        caller can not access confluence
        unscoped token
        {orgkey}
        id.atlassian.com/manage-profile/security/api-tokens
        moved/migrated/migration/switched to cloud cloud
        org admin/administrator
        connect app/apps
        confluence cloud/(cloud)""",
    Fact.DEPLOYMENT_DATA_CENTER: """
        data center/centre
        datacenter/datacentre
        confluence dc/server
        dc confluence/instance/version
        server edition/version/license/licence/instance/deployment
        self hosted
        selfhosted
        on prem/premise/premises
        onprem/onpremise/onpremises
        own server/servers/hosting/instance/installation
        hosted internally/in-house/ourselves
        internal confluence/wiki
        our own confluence/wiki server
        confluence 5/6/7/8/9/10
        @any {pat} -scoped -cloud -{scope} -atlassian.net
        seraph config/loginreason
        seraph
        tomcat server/connector/log/logs
        server.xml/seraph-config.xml/web.xml/atlassian-confluence.log/confluence.cfg.xml/setenv.sh
        atlassian confluence.log
        catalina.out
        cwd_user/user_mapping
        crowd server/directory/users/sso/authenticator/user
        ldap/openldap
        user directory/directories
        application link/links
        app link/links
        applink/applinks
        websudo
        captcha/captcha_challenge
        oauth 1.0a/1.0
        authenticated_failed/authentication_denied/authorisation_failed
        os_authtype=basic
        jsessionid
        secure administrator session
        8090
        samlconsumer
        confluence-administrators
        node/nodes of .. cluster
        data center version""",
    Fact.CHANNEL_SCRIPT: """
        {script}
        {uses|tried} .. {script|curl}
        status code/codes
        {apitok|pat|bearer}
        http/status/code 401/403/404
        api key
        {svc|techuser}""",
    Fact.CHANNEL_BROWSER: """
        @fails {browser} -{works} -{script}
        can/could/unable/able/fails/trouble/problems/problem/trying .. log/login/sign/logging/signing in/on/into/to
        login/logins/logging/signing in/fails/failed/fail/error/problem/page
        users/user/people/nobody/everyone/he/she .. log/login/sign in/on/into
        @fails {page|space|article} open/opens/opening/view/viewing/see/click/link/clicking -{script} -{api} -{download}
        {loggedout}
        {backtologin}
        {redirect} .. {backtologin}
        ~ can not .. log/login/sign/open/see/view/access/edit .. confluence/wiki/page/site/space
        i/he/she/we/users/user/they get/gets/see/sees .. permitted/permission/access/login
        click/clicks/clicking/clicked .. link/save/publish/edit/button/page
        browser tab/window
        my/his/her browser
        after login/logging/signing
        log/logs/logged into/in/out .. confluence/wiki
        you do not have permission/access
        you can not view
        request access .. page/button/screen""",
    Fact.CHANNEL_APP: """
        {app}
        oauth/oauth2 2.0 app/flow/integration/client/token/tokens/credential/credentials/login/connection/application/grant
        oauth .. {refreshtok|accesstok}
        refresh token/tokens
        consent screen/page
        installed .. app
        companion app
        authorization code
        client_id/client id
        developer console
        connect app
        forge app/function""",
}
