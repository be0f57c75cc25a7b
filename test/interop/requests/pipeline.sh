#!/bin/sh
# What a job of a pipeline does: jwtApps.js and apps.json (Export Apps) lie here, and JWT_APPS_SECRETS is in the environment.
# A collection goes through the gateway to the local platform, which stands for the real one. $NEWMAN is newman's script.
set -eu

url_in() { # the address that a server printed as its first line
  until [ -s "$1" ]; do sleep 0.1; done
  node -p 'JSON.parse(require("fs").readFileSync(process.argv[1], "utf8")).url' "$1"
}

# A pipeline finds out first whether its token would be taken.
node jwtApps.js token --apps apps.json --app "Order Bot" --lifetime 1m |
  node jwtApps.js inspect --apps apps.json --app "Order Bot" --request "POST https://bots.kore.ai/api/public/bot/$BOT_ID/getSessions" > inspected.txt

node jwtApps.js platform --apps apps.json --quiet > platform.json &
platform=$!
trap 'kill $platform' EXIT
node jwtApps.js gateway --apps apps.json --quiet --local-platform "$(url_in platform.json)" > gateway.json &
gateway=$!
trap 'kill $platform $gateway; wait; rm -f gateway.json' EXIT

# Newman has no secret, and no token: the gateway puts them in.
gateway_url=$(url_in gateway.json)
env -u JWT_APPS_SECRETS node "$NEWMAN" run collection.json --env-var "gateway=$gateway_url" --env-var "botId=$BOT_ID" --reporters json --reporter-json-export newman.json
