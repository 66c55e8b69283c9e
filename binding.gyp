{
  "targets": [
    {
      "target_name": "latentcast",
      "sources": [
        "native/addon.cc",
        "native/bitpack.cc",
        "native/channels.cc",
        "native/crc32c.cc",
        "native/crossfade.cc",
        "native/pcm.cc",
        "native/polyphase.cc",
        "native/quantizer.cc",
        "native/simd.cc",
        "native/spectrum.cc"
      ],
      "include_dirs": ["<!(node -p \"require('node-addon-api').include_dir\")"],
      "defines": ["NAPI_VERSION=8", "NAPI_DISABLE_CPP_EXCEPTIONS", "NODE_ADDON_API_DISABLE_DEPRECATED"],
      # No contraction of a·b + c and no fast-math: results must equal JavaScript's doubles bit by bit.
      "cflags_cc": ["-std=c++17", "-O3", "-Wall", "-Wextra", "-Werror", "-ffp-contract=off"],
      "cflags_cc!": ["-std=gnu++17", "-std=gnu++20"],
      "xcode_settings": {
        "CLANG_CXX_LANGUAGE_STANDARD": "c++17",
        "MACOSX_DEPLOYMENT_TARGET": "11.0",
        "OTHER_CPLUSPLUSFLAGS": ["-O3", "-Wall", "-Wextra", "-Werror", "-ffp-contract=off"]
      },
      "msvs_settings": { "VCCLCompilerTool": { "AdditionalOptions": ["/std:c++17", "/W3", "/WX", "/fp:precise"] } }
    }
  ]
}
