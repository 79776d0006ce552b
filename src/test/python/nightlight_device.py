"""A nightlight as in the lessons: tells its light level, obeys commands.

Usage: nightlight_device.py HOST PORT ID; every line typed is a light level to publish.
Like the programs of the lessons it has a clean session and subscribes once.
"""

import json
import sys

import paho.mqtt.client as mqtt


def handle_command(client, userdata, message):
    payload = json.loads(message.payload.decode())
    print("Message received:", payload)


host, port, name = sys.argv[1], int(sys.argv[2]), sys.argv[3]
client = mqtt.Client(name + "nightlight_client")
client.on_message = handle_command
client.on_subscribe = lambda *_: print("MQTT connected!")
client.connect(host, port)
client.loop_start()
client.subscribe(name + "/commands")

for line in sys.stdin:
    telemetry = json.dumps({"light": json.loads(line)})
    print("Sending telemetry ", telemetry)
    client.publish(name + "/telemetry", telemetry)
