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
        personal access token/tokens
        seraph config/loginreason
        seraph
        tomcat server/connector/log/logs
        server.xml/seraph-config.xml/web.xml/atlassian-confluence.log/confluence.cfg.xml/setenv.sh
        server/xml atlassian-confluence.log
        catalina.out
        cwd_user/user_mapping
        crowd server/directory/users/sso/authenticator/user
        ldap/openldap directory/users/user/server/accounts/group
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
        status code/codes""",
    Fact.CHANNEL_BROWSER: """
        @fails {browser} -{works} -{script}
        @fails log/login/sign/logging/signing -{script} -{api}
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
        our/my/the app .. users/customers/customer
        authorization code
        client_id/client id
        developer console
        connect app
        forge app/function""",
}
