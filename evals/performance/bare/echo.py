"""The least chat page that Gradio can serve: it says what it is told."""

import sys

import gradio as gr


def echo(message: str, history: list[dict[str, str]]) -> str:
    return message


if __name__ == "__main__":
    gr.ChatInterface(echo, api_name="chat").launch(
        server_name="127.0.0.1", server_port=int(sys.argv[1]), quiet=True
    )
