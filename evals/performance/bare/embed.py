"""The least that a search by meaning needs: sentence-transformers, its model, and one question."""

import sys

from sentence_transformers import SentenceTransformer

if __name__ == "__main__":
    model = SentenceTransformer(sys.argv[1], device="cpu", local_files_only=True)
    print(len(model.encode(sys.argv[2])))
