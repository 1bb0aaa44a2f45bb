# Follows payments over server-sent events, with nothing but the standard library: python subscribe_sse.py http://host:port/graphql/sse $TOKEN
import json, sys, urllib.request

def follow(url, token, after=None):
    query = "subscription { paymentStatus { cursor customerName fromStatus paymentStatus { status } } }"
    headers = {"content-type": "application/json", "accept": "text/event-stream", "authorization": f"Bearer {token}"}
    if after:
        headers["last-event-id"] = after
    with urllib.request.urlopen(urllib.request.Request(url, json.dumps({"query": query}).encode(), headers)) as stream:
        for line in stream:
            if line.startswith(b"id:"):
                after = line[3:].strip().decode()  # keep it: a later run goes on after it
            elif line.startswith(b"data: {"):
                print(json.loads(line[6:]), flush=True)

follow(*sys.argv[1:])
