import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Type Alias: DecoderItem","description":"","frontmatter":{},"headers":[],"relativePath":"api/index/type-aliases/DecoderItem.md","filePath":"api/index/type-aliases/DecoderItem.md"}');
const _sfc_main = { name: "api/index/type-aliases/DecoderItem.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">index</a> / DecoderItem</p><h1 id="type-alias-decoderitem" tabindex="-1">Type Alias: DecoderItem <a class="header-anchor" href="#type-alias-decoderitem" aria-label="Permalink to &quot;Type Alias: DecoderItem&quot;">​</a></h1><blockquote><p><strong>DecoderItem</strong> = { <code>block</code>: <a href="./../interfaces/FrameBlock.html"><code>FrameBlock</code></a>; <code>kind</code>: <code>&quot;frames&quot;</code>; } | { <code>block</code>: <a href="./../interfaces/SilentBlock.html"><code>SilentBlock</code></a>; <code>kind</code>: <code>&quot;silent&quot;</code>; } | { <code>firstFrame</code>: <code>number</code>; <code>frames</code>: <code>number</code>; <code>kind</code>: <code>&quot;lost&quot;</code>; }</p></blockquote><p>One item from a jitter buffer to the decoder: frames, silence or a loss. Loss is a value, not an error.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/index/type-aliases/DecoderItem.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const DecoderItem = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  DecoderItem as default
};
