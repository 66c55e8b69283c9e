import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Type Alias: PcmChunk","description":"","frontmatter":{},"headers":[],"relativePath":"api/index/type-aliases/PcmChunk.md","filePath":"api/index/type-aliases/PcmChunk.md"}');
const _sfc_main = { name: "api/index/type-aliases/PcmChunk.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">index</a> / PcmChunk</p><h1 id="type-alias-pcmchunk" tabindex="-1">Type Alias: PcmChunk <a class="header-anchor" href="#type-alias-pcmchunk" aria-label="Permalink to &quot;Type Alias: PcmChunk&quot;">​</a></h1><blockquote><p><strong>PcmChunk</strong> = <code>Float32Array</code> | <code>Uint8Array</code> | <a href="./../interfaces/AudioDataLike.html"><code>AudioDataLike</code></a></p></blockquote><p>One chunk of audio: interleaved samples [n × channels], an <code>AudioData</code>, or bytes of PCM where <code>encoding</code> is given. An <code>AudioData</code> is closed when it has been read.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/index/type-aliases/PcmChunk.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const PcmChunk = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  PcmChunk as default
};
