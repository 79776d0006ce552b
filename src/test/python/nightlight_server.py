"""The server of the lessons: answers each telemetry of one device with a command.

Usage: nightlight_server.py HOST PORT ID
Like the program of the lessons it dies of what is not JSON.
"""

import json
import sys

import paho.mqtt.client as mqtt


def handle_telemetry(client, userdata, message):
    payload = json.loads(message.payload.decode())
    print("Message received:", payload)
    command = json.dumps({"led_on": payload["light"] < 300})
    print("Sending message:", command)
    client.publish(name + "/commands", command)


host, port, name = sys.argv[1], int(sys.argv[2]), sys.argv[3]
client = mqtt.Client(name + "nightlight_server")
client.on_message = handle_telemetry
client.on_subscribe = lambda *_: print("MQTT connected!")
client.connect(host, port)
client.subscribe(name + "/telemetry")
client.loop_forever()
