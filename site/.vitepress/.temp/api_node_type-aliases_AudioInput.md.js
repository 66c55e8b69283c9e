import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Type Alias: AudioInput","description":"","frontmatter":{},"headers":[],"relativePath":"api/node/type-aliases/AudioInput.md","filePath":"api/node/type-aliases/AudioInput.md"}');
const _sfc_main = { name: "api/node/type-aliases/AudioInput.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">node</a> / AudioInput</p><h1 id="type-alias-audioinput" tabindex="-1">Type Alias: AudioInput <a class="header-anchor" href="#type-alias-audioinput" aria-label="Permalink to &quot;Type Alias: AudioInput&quot;">​</a></h1><blockquote><p><strong>AudioInput</strong> = <code>string</code> | <code>URL</code> | <code>Readable</code> | { <code>path</code>: <code>string</code> | <code>Uint8Array</code>; }</p></blockquote><p>What <a href="./../functions/openAudio.html">openAudio</a> opens: text as a user types it, an address, a stream of bytes, or a path and nothing else.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/node/type-aliases/AudioInput.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const AudioInput = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  AudioInput as default
};
