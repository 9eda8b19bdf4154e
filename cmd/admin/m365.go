package admin

import (
	"io"
	"strings"
	"text/template"

	"klachtenpost/cmd/config"
	"klachtenpost/cmd/oauth"
)

// printM365 prints what an administrator of Microsoft 365 has to do for this
// mailbox, ready to be pasted into PowerShell.
//
// Sources: Microsoft Learn, "Authenticate an IMAP, POP or SMTP connection using
// OAuth", "New-ServicePrincipal", "Admin consent on the Microsoft identity
// platform", "Set-Mailbox", "Set-CASMailbox".
func printM365(w io.Writer, cfg config.Config) {
	data := struct {
		Mailbox, Tenant, Client, File, Secretary string
		Person                                   bool
		Scopes                                   []string
	}{
		Mailbox: powerShell(cfg.Mailbox.Address), Tenant: cfg.OAuth.Tenant, Client: cfg.OAuth.ClientID, File: cfg.OAuth.ClientSecretFile,
		Secretary: powerShell(cfg.People.Secretary.Address), Person: cfg.OAuth.RefreshTokenFile != "", Scopes: oauth.UserScopes,
	}
	if data.Tenant == "" {
		_, data.Tenant, _ = strings.Cut(cfg.Mailbox.Address, "@")
	}
	if data.File == "" {
		data.File = "oauth-secret"
	}
	text := m365App
	if data.Person {
		text = m365Person
		data.File = cfg.OAuth.RefreshTokenFile
	}
	template.Must(template.New("").Parse(text+m365Mailbox)).Execute(w, data)
}

// powerShell writes a text as it stands between single quotes there.
func powerShell(s string) string { return strings.ReplaceAll(s, "'", "''") }

// For the application by itself: nobody has to log in, and it reaches this one
// mailbox and no other.
const m365App = `# Microsoft 365: Klachtenpost logs in as an application of its own.
# Needed: a Global or Privileged Role Administrator, an hour, and PowerShell 7.
# Paste the lines one by one; those that begin with # explain.

# 1. The two modules (once).
Install-Module Microsoft.Graph.Applications, ExchangeOnlineManagement -Scope CurrentUser

# 2. Log in to Entra ID.
Connect-MgGraph -TenantId '{{.Tenant}}' -Scopes 'Application.ReadWrite.All','AppRoleAssignment.ReadWrite.All'

# 3. What the application may ask for: reading over IMAP and sending over SMTP.
$exo   = Get-MgServicePrincipal -Filter "appId eq '00000002-0000-0ff1-ce00-000000000000'"
$roles = $exo.AppRoles | Where-Object Value -in 'IMAP.AccessAsApp','SMTP.SendAsApp'
{{if .Client}}
# 4. The application you have: its client id stands in oauth.client_id.
$app = Get-MgApplication -Filter "appId eq '{{.Client}}'"
Update-MgApplication -ApplicationId $app.Id -RequiredResourceAccess @{ ResourceAppId = $exo.AppId; ResourceAccess = @($roles | ForEach-Object { @{ Id = $_.Id; Type = 'Role' } }) }
$sp  = Get-MgServicePrincipal -Filter "appId eq '{{.Client}}'"
{{else}}
# 4. Register the application, for your own organisation only.
$app = New-MgApplication -DisplayName 'Klachtenpost' -SignInAudience AzureADMyOrg -RequiredResourceAccess @{ ResourceAppId = $exo.AppId; ResourceAccess = @($roles | ForEach-Object { @{ Id = $_.Id; Type = 'Role' } }) }
$sp  = New-MgServicePrincipal -AppId $app.AppId
{{end}}
# 5. Agree to these permissions for the organisation (admin consent).
$roles | ForEach-Object { New-MgServicePrincipalAppRoleAssignment -ServicePrincipalId $sp.Id -PrincipalId $sp.Id -ResourceId $exo.Id -AppRoleId $_.Id }
#    Or in a browser, as administrator (an error about a missing reply address afterwards does no harm):
#    https://login.microsoftonline.com/{{.Tenant}}/adminconsent?client_id={{if .Client}}{{.Client}}{{else}}CLIENT_ID{{end}}

# 6. A secret for two years. It is shown once: put it in the file {{.File}}.
$secret = Add-MgApplicationPassword -ApplicationId $app.Id -PasswordCredential @{ DisplayName = 'klachtenpost'; EndDateTime = (Get-Date).AddMonths(24) }
$secret.SecretText

# 7. What goes into config.toml, with auth = "xoauth2" under [imap] and [smtp],
#    imap.host = "outlook.office365.com" (implicit, 993) and
#    smtp.host = "smtp.office365.com" (starttls, 587).
@"
[oauth]
tenant = "$((Get-MgContext).TenantId)"
client_id = "$($app.AppId)"
client_secret_file = "{{.File}}"
scopes = ["https://outlook.office365.com/.default"]
secret_expires = "$($secret.EndDateTime.ToString('yyyy-MM-dd'))"
"@

# 8. Log in to Exchange Online, and make the application known there. ObjectId is
#    that of the enterprise application, which $sp holds, not of its registration.
Connect-ExchangeOnline
New-ServicePrincipal -AppId $sp.AppId -ObjectId $sp.Id -DisplayName 'Klachtenpost'

# 9. Let it read this one mailbox, and send as it.
Add-MailboxPermission -Identity '{{.Mailbox}}' -User $sp.Id -AccessRights FullAccess -AutoMapping $false
Add-RecipientPermission -Identity '{{.Mailbox}}' -Trustee $sp.Id -AccessRights SendAs -Confirm:$false
`

// For a person who logs in once with a code.
const m365Person = `# Microsoft 365: Klachtenpost logs in with the access of a person (oauth.refresh_token_file).
# Without refresh_token_file in the configuration this prints the way in which the
# application logs in by itself: that one is better, for it ends with no password change.
# Needed: a Global or Privileged Role Administrator, and PowerShell 7.

# 1. The two modules (once).
Install-Module Microsoft.Graph.Applications, Microsoft.Graph.Identity.SignIns, ExchangeOnlineManagement -Scope CurrentUser

# 2. Log in to Entra ID.
Connect-MgGraph -TenantId '{{.Tenant}}' -Scopes 'Application.ReadWrite.All','DelegatedPermissionGrant.ReadWrite.All'

# 3. What the application may ask for: IMAP.AccessAsUser.All, SMTP.Send and a login
#    that lasts (offline_access). They stand under Exchange Online and under
#    Microsoft Graph (delegated permissions), and are taken from where they are.
$want = 'IMAP.AccessAsUser.All','SMTP.Send','offline_access'
$apis = '00000002-0000-0ff1-ce00-000000000000','00000003-0000-0000-c000-000000000000' | ForEach-Object { Get-MgServicePrincipal -Filter "appId eq '$_'" } | Where-Object { $_.Oauth2PermissionScopes.Value | Where-Object { $_ -in $want } }
$need = @($apis | ForEach-Object { @{ ResourceAppId = $_.AppId; ResourceAccess = @($_.Oauth2PermissionScopes | Where-Object Value -in $want | ForEach-Object { @{ Id = $_.Id; Type = 'Scope' } }) } })

# 4. Register it, for your own organisation only; it has no secret and logs in with
#    a code, so public client flows must be allowed (IsFallbackPublicClient).
$app = New-MgApplication -DisplayName 'Klachtenpost' -SignInAudience AzureADMyOrg -IsFallbackPublicClient -RequiredResourceAccess $need
$sp  = New-MgServicePrincipal -AppId $app.AppId

# 5. Agree to these permissions for the organisation (admin consent).
$apis | ForEach-Object { New-MgOauth2PermissionGrant -BodyParameter @{ clientId = $sp.Id; consentType = 'AllPrincipals'; resourceId = $_.Id; scope = (($_.Oauth2PermissionScopes | Where-Object Value -in $want).Value -join ' ') } }
#    Or in a browser, as administrator (an error about a missing reply address afterwards does no harm):
#    https://login.microsoftonline.com/{{.Tenant}}/adminconsent?client_id={{if .Client}}{{.Client}}{{else}}CLIENT_ID{{end}}

# 6. What goes into config.toml, with auth = "xoauth2" under [imap] and [smtp],
#    imap.host = "outlook.office365.com" (implicit, 993) and
#    smtp.host = "smtp.office365.com" (starttls, 587).
@"
[oauth]
tenant = "$((Get-MgContext).TenantId)"
client_id = "$($app.AppId)"
refresh_token_file = "{{.File}}"
scopes = [{{range $i, $s := .Scopes}}{{if $i}}, {{end}}"{{$s}}"{{end}}]
"@
#    Then run: klachtenpost login

# 7. Log in to Exchange Online, and let the person who will log in read this
#    mailbox and send as it. Not needed when that is the mailbox itself.
Connect-ExchangeOnline
$person = '{{if .Secretary}}{{.Secretary}}{{else}}WHO.LOGS.IN@{{.Tenant}}{{end}}'
Add-MailboxPermission -Identity '{{.Mailbox}}' -User $person -AccessRights FullAccess -AutoMapping $false
Add-RecipientPermission -Identity '{{.Mailbox}}' -Trustee $person -AccessRights SendAs -Confirm:$false
`

// What the mailbox needs either way.
const m365Mailbox = `
# Then for the mailbox itself:

# IMAP on, and sending over SMTP on for this mailbox even where it is off for the
# organisation. With OAuth this allows no passwords.
Set-CASMailbox -Identity '{{.Mailbox}}' -ImapEnabled $true -SmtpClientAuthenticationDisabled $false

# What the secretary sends from this shared mailbox is kept in its own Sent folder
# too: otherwise her letters lie in her personal one, where they are not seen.
Set-Mailbox -Identity '{{.Mailbox}}' -MessageCopyForSentAsEnabled $true -MessageCopyForSendOnBehalfEnabled $true

# The secretary opens the mailbox and sends as it, not on behalf of it.
Add-MailboxPermission -Identity '{{.Mailbox}}' -User '{{if .Secretary}}{{.Secretary}}{{else}}SECRETARY@{{.Tenant}}{{end}}' -AccessRights FullAccess
Add-RecipientPermission -Identity '{{.Mailbox}}' -Trustee '{{if .Secretary}}{{.Secretary}}{{else}}SECRETARY@{{.Tenant}}{{end}}' -AccessRights SendAs -Confirm:$false

# Look at what there is now.
Get-MailboxPermission -Identity '{{.Mailbox}}' | Where-Object IsInherited -eq $false | Format-Table User, AccessRights
Get-RecipientPermission -Identity '{{.Mailbox}}' | Format-Table Trustee, AccessRights
Get-CASMailbox -Identity '{{.Mailbox}}' | Format-List ImapEnabled, SmtpClientAuthenticationDisabled
Get-Mailbox -Identity '{{.Mailbox}}' | Format-List MessageCopyForSentAsEnabled, MessageCopyForSendOnBehalfEnabled

# Permissions can take an hour to work. Then run: klachtenpost check
`
