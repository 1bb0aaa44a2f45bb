# Follows exceptions over a WebSocket: pip install 'gql[websockets]'; python subscribe.py ws://host:port/graphql/ws $TOKEN
import asyncio, sys
from gql import Client, gql
from gql.transport.websockets import WebsocketsTransport

async def follow(url, token, after=None):
    transport = WebsocketsTransport(url=url, init_payload={"authorization": f"Bearer {token}"}, subprotocols=[WebsocketsTransport.GRAPHQLWS_SUBPROTOCOL])
    query = gql("subscription($after: String) { exceptions(after: $after) { cursor toState exception { title } } }")
    async with Client(transport=transport) as session:
        query.variable_values = {"after": after}
        async for event in session.subscribe(query):
            after = event["exceptions"]["cursor"]  # keep it: a later run goes on after it
            print(event["exceptions"], flush=True)

asyncio.run(follow(*sys.argv[1:]))
