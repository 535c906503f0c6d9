// Uses confluence.js: one page. Arguments: URL, kind (basic, bearer), user, secret, page id.
const { ConfluenceClient } = require("confluence.js");

const [url, kind, user, secret, pageId] = process.argv.slice(2);
const parts = new URL(url);
const prefix = parts.pathname.replace(/\/$/, "");
const authentication = kind === "bearer" ? { oauth2: { accessToken: secret } } : { basic: { email: user, apiToken: secret } };

async function main() {
  const client = new ConfluenceClient({ host: parts.origin, apiPrefix: `${prefix}/rest`, authentication });
  const page = await client.content.getContentById({ id: pageId });
  console.log(`title: ${page.title}`);
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
