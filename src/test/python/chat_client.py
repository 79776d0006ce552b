"""A member of the JSON chat on topic chat: greets on joining, says each line typed, prints what is said.

Usage: chat_client.py HOST PORT USER
"""

import json
import sys

import paho.mqtt.client as mqtt


def say(text):
    client.publish("chat", json.dumps({"user": user, "say": text}))


def on_connect(client, userdata, flags, result):
    print("Connected with result code " + str(result))
    client.subscribe("chat")
    say("Hello,anyone!")


def on_message(client, userdata, message):
    payload = json.loads(message.payload.decode())
    print(payload["user"] + ":" + payload["say"])


host, port, user = sys.argv[1], int(sys.argv[2]), sys.argv[3]
client = mqtt.Client()
client.on_connect = on_connect
client.on_message = on_message
client.connect(host, port)
client.loop_start()

for line in sys.stdin:
    say(line.rstrip("\n"))
