import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Function: chooseBackend()","description":"","frontmatter":{},"headers":[],"relativePath":"api/node/functions/chooseBackend.md","filePath":"api/node/functions/chooseBackend.md"}');
const _sfc_main = { name: "api/node/functions/chooseBackend.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">node</a> / chooseBackend</p><h1 id="function-choosebackend" tabindex="-1">Function: chooseBackend() <a class="header-anchor" href="#function-choosebackend" aria-label="Permalink to &quot;Function: chooseBackend()&quot;">​</a></h1><blockquote><p><strong>chooseBackend</strong>(<code>name?</code>): <code>Promise</code>&lt;<a href="./../interfaces/NodeAudioBackend.html"><code>NodeAudioBackend</code></a>&gt;</p></blockquote><p>The backend of that name, or the first that works.</p><h2 id="parameters" tabindex="-1">Parameters <a class="header-anchor" href="#parameters" aria-label="Permalink to &quot;Parameters&quot;">​</a></h2><h3 id="name" tabindex="-1">name? <a class="header-anchor" href="#name" aria-label="Permalink to &quot;name?&quot;">​</a></h3><p><code>&quot;naudiodon&quot;</code> | <code>&quot;pulse&quot;</code> | <code>&quot;pipewire&quot;</code> | <code>&quot;alsa&quot;</code> | <code>&quot;ffmpeg&quot;</code></p><h2 id="returns" tabindex="-1">Returns <a class="header-anchor" href="#returns" aria-label="Permalink to &quot;Returns&quot;">​</a></h2><p><code>Promise</code>&lt;<a href="./../interfaces/NodeAudioBackend.html"><code>NodeAudioBackend</code></a>&gt;</p><h2 id="throws" tabindex="-1">Throws <a class="header-anchor" href="#throws" aria-label="Permalink to &quot;Throws&quot;">​</a></h2><p>CodecError DEVICE with the reason why it, or every one of them, cannot be used, and the command that would help</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/node/functions/chooseBackend.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const chooseBackend = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  chooseBackend as default
};
